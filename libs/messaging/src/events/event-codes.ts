import type { CodeTable, GeneralCode } from '@hookswitch/domain';

/** Of events, beside what they share with other documents; that their data does not fit its schema is told by codes of JSON Schema. */
export const EVENT_CODES = {
  unsupported_version: ['Only CloudEvents 1.0 is understood.', '`"specversion": "0.3"`'],
  invalid_type: ['It has another type of JSON.', '`"id": 7`, `"data": []`'],
  invalid_text: ['The text holds a character that is not allowed.', 'a control character, half of a surrogate pair'],
  invalid_time: ['It is not a time of RFC 3339.', '`"time": "yesterday"`'],
  invalid_number: ['The number is not possible.', '`"hopcount": -1`, `1e999`'],
  invalid_tenant: ['It is not the name of a tenant.', '`"tenantid": "Acme Inc."`'],
  tenant_mismatch: ['The event names another tenant than its producer’s.', '`"tenantid": "other"`'],
  hop_limit: ['Too many connectors have brought each other about.', 'a workflow that triggers itself'],
  unsupported_content: ['The data must be JSON.', '`"datacontenttype": "text/xml"`, `data_base64`'],
  payload_too_large: ['The data is too large.', 'data over 256 KiB'],
  too_many_keys: ['An object has too many members.', 'an object of over 1,000 members'],
  forbidden_key: ['No object may have this key.', '`{ "__proto__": {} }`'],
} as const satisfies CodeTable;

export type EventCode = keyof typeof EVENT_CODES | Extract<GeneralCode, 'required' | 'empty' | 'too_long' | 'too_deep'>;
