import { binaryHeaders, callEnded, type Event } from '../harness/events.js';
import type { KcatRecord } from '../harness/kcat.js';

/** Reason → a record that must end as a dead letter with it. All go to one partition, so that any of them could hold up the rest. */
export const poison = (tenant: string): readonly (readonly [what: string, reason: string, record: KcatRecord])[] => {
  const event: Event = { ...callEnded('poison'), tenantid: tenant };
  const structured = (more: object): KcatRecord => ({ value: JSON.stringify({ ...event, ...more }) });
  return [
    ['text', 'not_json', { value: 'this is not JSON' }],
    ['cut JSON', 'not_json', { value: '{"specversion":"1.0","id":' }],
    ['nothing', 'empty', { value: '' }],
    ['a tombstone', 'empty', { value: null }],
    ['bytes', 'invalid_utf8', { value: Uint8Array.of(0xff, 0xfe, 0x00) }],
    ['a number', 'not_a_cloud_event', { value: '7' }],
    ['an object of another kind', 'not_a_cloud_event', { value: '{"hello":"world"}' }],
    ['another version', 'unsupported_version', structured({ specversion: '0.3' })],
    ['no id', 'required', structured({ id: undefined })],
    ['an unknown tenant', 'unknown_tenant', structured({ tenantid: 'nobody-knows-it' })],
    ['a tenant that no tenant can be', 'unknown_tenant', structured({ tenantid: 'A|B' })],
    ['no data', 'required', structured({ data: undefined })],
    ['a loop', 'hop_limit', structured({ hopcount: 9 })],
    ['a prototype key', 'forbidden_key', { value: JSON.stringify(event).replace('"waiting_time"', '"__proto__"') }],
    ['too much data', 'payload_too_large', structured({ data: { note: 'x'.repeat(262_144) } })],
    [
      'a batch',
      'unsupported_content',
      { ...structured({}), headers: { 'content-type': 'application/cloudevents-batch+json' } },
    ],
    ['a long header', 'headers_too_large', { ...structured({}), headers: { note: 'x'.repeat(70_000) } }],
    [
      'a header that lies',
      'invalid_time',
      { value: JSON.stringify(event.data), headers: binaryHeaders({ ...event, time: 'soon' }, 'ce_') },
    ],
  ];
};
