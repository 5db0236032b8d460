import {
  err,
  isJsonObject,
  MAX_EVENT_DATA_BYTES,
  MAX_HOPS,
  ok,
  type JsonObject,
  type Outcome,
  type Problem,
  type TelephonyEvent,
} from '@hookswitch/domain';
import { structureProblems } from '../json/structure-problems.js';
import { Attributes, TENANT } from './attributes.js';
import { defaultSubject } from './default-subject.js';
import type { EventCode } from './event-codes.js';
import { repairNumbers } from './repair-numbers.js';

export interface EventContext {
  /** Whom the event belongs to; a `tenantid` that says otherwise is refused. */
  readonly tenant: string;
  /** Milliseconds since the epoch: the event's time when it names none. */
  readonly receivedAt: number;
  /** Size of the text that holds `data`, where it is known: saves measuring what is small enough anyway. */
  readonly bytes?: number;
}

const JSON_TYPE = /^[a-z0-9!#$&^_.+-]+\/([a-z0-9!#$&^_.-]+\+)?json\s*(;.*)?$/i;

/**
 * A CloudEvent in its structured form (attributes and `data` in one object) as an event, with subject and time filled in and
 * telephone numbers repaired. Used by every intake: HTTP, gRPC and Kafka. The problems name every fault that was found.
 */
export function parseCloudEvent(
  envelope: JsonObject,
  context: EventContext,
): Outcome<TelephonyEvent, readonly Problem<EventCode>[]> {
  const attributes = new Attributes(envelope);
  checkVersion(attributes);
  const id = attributes.required('id');
  const source = attributes.required('source');
  const type = attributes.required('type');
  const subject = attributes.text('subject');
  const time = attributes.time('time') ?? new Date(context.receivedAt).toISOString();
  const hopcount = hopsOf(attributes);
  const replayof = attributes.text('replayof');
  const replayworkflows = attributes.text('replayworkflows');
  const revision = attributes.count('revision');
  const traceparent = attributes.traceparent();
  const tracestate = traceparent === undefined ? undefined : attributes.text('tracestate');
  checkTenant(attributes, context.tenant);
  const data = dataOf(attributes, context.bytes);
  if (attributes.problems.length > 0 || !data) return err(attributes.problems);
  return ok({
    tenant: context.tenant,
    id,
    source,
    type,
    subject: subject ?? defaultSubject(type, id, data),
    time,
    data: repairNumbers(data),
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
    ...(hopcount !== undefined && { hopcount }),
    ...(replayof !== undefined && { replayof }),
    ...(replayworkflows !== undefined && { replayworkflows }),
    ...(revision !== undefined && { revision }),
  });
}

function checkVersion(attributes: Attributes): void {
  const version = attributes.get('specversion');
  if (version === undefined) attributes.report('specversion', 'required', 'specversion is required');
  else if (version !== '1.0')
    attributes.report('specversion', 'unsupported_version', 'only CloudEvents 1.0 is understood');
}

function checkTenant(attributes: Attributes, tenant: string): void {
  const named = attributes.get('tenantid');
  if (named === undefined || named === tenant) return;
  if (typeof named !== 'string' || !TENANT.test(named))
    attributes.report('tenantid', 'invalid_tenant', 'not the name of a tenant');
  else attributes.report('tenantid', 'tenant_mismatch', 'the event names another tenant');
}

function hopsOf(attributes: Attributes): number | undefined {
  const hops = attributes.count('hopcount');
  if (hops === undefined || hops <= MAX_HOPS) return hops;
  attributes.report(
    'hopcount',
    'hop_limit',
    `the event has passed more than ${MAX_HOPS} connectors: workflows trigger each other`,
  );
  return undefined;
}

function dataOf(attributes: Attributes, bytes: number | undefined): JsonObject | undefined {
  const report = (code: EventCode, message: string) => attributes.report('data', code, message);
  const contentType = attributes.text('datacontenttype');
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    attributes.report('datacontenttype', 'unsupported_content', 'data must be JSON');
    return undefined;
  }
  const data = attributes.get('data');
  if (data === undefined) {
    const base64 = attributes.get('data_base64') !== undefined;
    if (base64) attributes.report('data_base64', 'unsupported_content', 'data must be a JSON object');
    else report('required', 'data is required');
    return undefined;
  }
  if (!isJsonObject(data)) {
    report('invalid_type', 'data must be a JSON object');
    return undefined;
  }
  attributes.problems.push(...structureProblems(data, '/data'));
  if (attributes.problems.length === 0 && isTooLarge(data, bytes)) {
    report('payload_too_large', `data must not exceed ${MAX_EVENT_DATA_BYTES} bytes`);
  }
  return data;
}

const isTooLarge = (data: JsonObject, bytes: number | undefined): boolean =>
  !(bytes !== undefined && bytes <= MAX_EVENT_DATA_BYTES) &&
  Buffer.byteLength(JSON.stringify(data)) > MAX_EVENT_DATA_BYTES;
