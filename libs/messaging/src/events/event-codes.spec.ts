import { expect, it } from '@jest/globals';
import type { JsonObject } from '@hookswitch/domain';
import { EVENT_CODES, type EventCode } from './event-codes.js';
import { parseCloudEvent } from './parse-cloud-event.js';

const good = { specversion: '1.0', id: '1', source: '/pbx', type: 'call.ended', data: { call_uuid: 'c' } };
const nested = (levels: number): JsonObject => (levels === 0 ? {} : { in: nested(levels - 1) });

/** An event for every code, that of the reference where it has one. */
const EVENTS: Readonly<Record<EventCode, JsonObject>> = {
  required: { ...good, id: null },
  empty: { ...good, id: '' },
  too_long: { ...good, id: 'x'.repeat(513) },
  too_deep: { ...good, data: nested(40) },
  unsupported_version: { ...good, specversion: '0.3' },
  invalid_type: { ...good, data: [] },
  invalid_text: { ...good, id: 'a\u0001' },
  invalid_time: { ...good, time: 'yesterday' },
  invalid_number: { ...good, hopcount: -1 },
  invalid_tenant: { ...good, tenantid: 'Acme Inc.' },
  tenant_mismatch: { ...good, tenantid: 'other' },
  hop_limit: { ...good, hopcount: 1_000 },
  unsupported_content: { ...good, datacontenttype: 'text/xml' },
  payload_too_large: { ...good, data: { text: 'x'.repeat(256 * 1_024) } },
  too_many_keys: { ...good, data: Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`k${n}`, n])) },
  forbidden_key: { ...good, data: JSON.parse('{ "__proto__": {} }') as JsonObject },
};

it.each(Object.entries(EVENTS))('an event is refused: %s', (code, event) => {
  const parsed = parseCloudEvent(event, { tenant: 'acme', receivedAt: 0 });
  expect(parsed.ok ? [] : parsed.error.map((problem) => problem.code)).toEqual([code]);
});

it('every code of the reference is among them', () => {
  expect(Object.keys(EVENTS)).toEqual(expect.arrayContaining(Object.keys(EVENT_CODES)));
});
