import { isUtf8 } from 'node:buffer';
import {
  err,
  isJsonObject,
  type JsonObject,
  type Outcome,
  type Problem,
  type TelephonyEvent,
} from '@hookswitch/domain';
import { fault, type DecodeError } from '../decode-error.js';
import { parseJson } from '../json/parse-json.js';
import type { BusRecord } from '../port.js';
import { TENANT } from './attributes.js';
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
  if (!record.value || record.value.length === 0) return fault('empty', 'the record has no value');
  const headers = headerFault(record);
  if (headers) return headers;
  const content = record.headers['content-type']?.toString() ?? '';
  if (BATCH.test(content))
    return fault('unsupported_content', 'batches are not taken from Kafka: one record is one event');
  const parsed = parseJson(record.value);
  if (!parsed.ok) return parsed;
  const binary = !STRUCTURED.test(content) && record.headers['ce_specversion'] !== undefined;
  if (binary) return finish({ ...attributesOf(record, content), data: parsed.value }, record, intake);
  if (!isJsonObject(parsed.value)) return fault('not_a_cloud_event', 'neither ce_ headers nor a JSON object');
  const known = STRUCTURED.test(content) || Object.hasOwn(parsed.value, 'specversion');
  if (!known) return fault('not_a_cloud_event', 'neither ce_ headers nor a specversion in the value');
  return finish(parsed.value, record, intake);
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

function attributesOf({ headers }: BusRecord, contentType: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(PREFIX)) attributes[name.slice(PREFIX.length)] = value.toString();
  }
  // What is in no header must not come from the value's side either.
  delete attributes['data_base64'];
  if (contentType !== '') attributes['datacontenttype'] = contentType;
  return attributes;
}

/** A producer that traces without knowing the CloudEvents extension sends the plain header. */
function withTrace(envelope: JsonObject, { headers }: BusRecord): JsonObject {
  const plain = headers['traceparent'];
  return plain && !Object.hasOwn(envelope, 'traceparent') ? { ...envelope, traceparent: plain.toString() } : envelope;
}

function headerFault({ headers }: BusRecord): Outcome<never, DecodeError> | undefined {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    bytes += name.length + value.length;
    if (name.startsWith(PREFIX) && !isUtf8(value))
      return fault('invalid_utf8', `header ${name.slice(0, 100)} is not UTF-8`);
  }
  if (bytes <= MAX_HEADER_BYTES) return undefined;
  return fault('headers_too_large', `headers exceed ${MAX_HEADER_BYTES} bytes`);
}

function firstOf([first, ...more]: readonly Problem[]): DecodeError {
  const also = more.length > 0 ? ` (and ${more.length} more)` : '';
  return { code: first?.code ?? 'invalid', message: (first?.message ?? '') + also, pointer: first?.pointer ?? '' };
}
