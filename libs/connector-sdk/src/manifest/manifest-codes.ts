import type { CodeTable, SchemaCode } from '@hookswitch/domain';

/** Of manifests, beside the form that their own schema tells of. */
export const MANIFEST_CODES = {
  not_a_schema: ['It is no JSON Schema.', '`"parameters": { "type": "txt" }`'],
  unknown_parameter: ['There is no such parameter.', '`"landings": { "txt": "sms" }` for a parameter `text`'],
  unknown_setting: ['Its connections have no such setting.', 'options `where` a setting that does not exist'],
  no_url: ['The parameter does not land as `url`.', 'a partition key from the host of a text'],
} as const satisfies CodeTable;

export type ManifestCode = keyof typeof MANIFEST_CODES | SchemaCode;
