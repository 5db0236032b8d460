import { isUtf8 } from 'node:buffer';
import {
  err,
  isJsonObject,
  ok,
  type Json,
  type JsonObject,
  type Outcome,
  type Problem,
  type TelephonyEvent,
} from '@hookswitch/domain';
import { fault, type DecodeError } from '../decode-error.js';
import { parseJson } from '../json/parse-json.js';
import type { BusRecord } from '../port.js';
import { TENANT } from './attributes.js';
import type { EventCode } from './event-codes.js';
import { parseCloudEvent } from './parse-cloud-event.js';

/** Tenant `header`: who writes to the topic may speak for any tenant (`tenantid`). Else everything on it is that tenant's. */
export interface Intake {
  readonly tenant: string;
}

const MAX_HEADER_BYTES = 64 * 1024;
const PREFIX = 'ce_';
const STRUCTURED = /^application\/cloudevents\+json/i;
const BATCH = /^application\/cloudevents-batch/i;
/** Of header-less values: producers that can set none. */
const DEFAULT_TENANT = 'default';

/** An event as some producer wrote it: binary, structured, or structured without a header. Never throws. */
export function decodeEvent(record: BusRecord, intake: Intake): Outcome<TelephonyEvent, DecodeError> {
  const { value, headers } = record;
  if (!value || value.length === 0) return fault('empty', 'the record has no value');
  if (tooLarge(headers)) return fault('headers_too_large', `headers exceed ${MAX_HEADER_BYTES} bytes`);
  const content = headers['content-type']?.toString() ?? '';
  if (BATCH.test(content)) return fault('unsupported_content', 'batches are not taken: one record is one event');
  const parsed = parseJson(value);
  if (!parsed.ok) return parsed;
  const structured = STRUCTURED.test(content);
  if (!structured && headers['ce_specversion']) {
    const envelope = envelopeOf(record, content, parsed.value);
    return envelope.ok ? finish(envelope.value, record, intake) : envelope;
  }
  if (!isJsonObject(parsed.value)) return fault('not_a_cloud_event', 'neither ce_ headers nor a JSON object');
  if (structured || Object.hasOwn(parsed.value, 'specversion')) return finish(parsed.value, record, intake);
  return fault('not_a_cloud_event', 'neither ce_ headers nor a specversion in the value');
}

function finish(envelope: JsonObject, record: BusRecord, intake: Intake): Outcome<TelephonyEvent, DecodeError> {
  const tenant = intake.tenant === 'header' ? namedTenant(envelope) : intake.tenant;
  if (tenant === undefined) return fault('unknown_tenant', 'tenantid is not the name of a tenant', '/tenantid');
  const bytes = record.value?.length ?? 0;
  const parsed = parseCloudEvent(withTrace(envelope, record), { tenant, receivedAt: record.timestamp, bytes });
  if (parsed.ok) return parsed;
  return err(firstOf(parsed.error));
}

function namedTenant(envelope: JsonObject): string | undefined {
  const named = Object.hasOwn(envelope, 'tenantid') ? envelope['tenantid'] : undefined;
  if (named === undefined || named === null) return DEFAULT_TENANT;
  return typeof named === 'string' && TENANT.test(named) ? named : undefined;
}

/** Binary mode: the attributes are headers, the value is `data`. */
function envelopeOf({ headers }: BusRecord, content: string, data: Json): Outcome<JsonObject, DecodeError> {
  const envelope: Record<string, Json> = { data };
  for (const name in headers) {
    const bytes = headers[name];
    if (!bytes || !name.startsWith(PREFIX) || name === 'ce_data' || name === 'ce_data_base64') continue;
    const text = bytes.toString();
    // What is not UTF-8 becomes this character; so does the character itself.
    if (text.includes('\ufffd') && !isUtf8(bytes)) {
      return fault('invalid_utf8', `header ${name.slice(0, 100)} is not UTF-8`);
    }
    envelope[name.slice(PREFIX.length)] = text;
  }
  if (content !== '') envelope['datacontenttype'] = content;
  return ok(envelope);
}

/** A producer that traces without knowing the CloudEvents extension sends the plain header. */
function withTrace(envelope: JsonObject, { headers }: BusRecord): JsonObject {
  const plain = headers['traceparent'];
  return plain && !Object.hasOwn(envelope, 'traceparent') ? { ...envelope, traceparent: plain.toString() } : envelope;
}

function tooLarge(headers: BusRecord['headers']): boolean {
  let bytes = 0;
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0);
  return bytes > MAX_HEADER_BYTES;
}

function firstOf([first, ...more]: readonly Problem<EventCode>[]): DecodeError {
  const also = more.length > 0 ? ` (and ${more.length} more)` : '';
  return {
    code: first?.code ?? 'not_a_cloud_event',
    message: (first?.message ?? '') + also,
    pointer: first?.pointer ?? '',
  };
}
