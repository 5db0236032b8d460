import type { Json, JsonObject } from '@hookswitch/domain';
import { parseJson } from '@hookswitch/messaging';
import type { IntakeOutcome } from '../intake/outcome.js';
import type { CloudEventMessage, OutcomeMessage, StructMessage, ValueMessage } from './messages.js';

/** A gRPC CloudEvent as the structured form that intake takes; what is not given is left out, so that intake says what is missing. */
export function envelopeOf(event: CloudEventMessage | undefined): Json {
  if (!event) return null;
  const { id, source, type, subject, time, traceparent, tracestate } = event;
  const given = { id, source, type, subject, time: time && timeText(time), traceparent, tracestate };
  const attributes = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== ''),
  );
  const data = dataOf(event);
  return { specversion: '1.0', ...(attributes as JsonObject), ...(data !== undefined && { data }) };
}

function timeText({ seconds = 0, nanos = 0 }: NonNullable<CloudEventMessage['time']>): string {
  const date = new Date(Number(seconds) * 1_000 + Math.floor(nanos / 1e6));
  // Intake refuses the text with its own words.
  return Number.isNaN(date.getTime()) ? 'invalid' : date.toISOString();
}

function dataOf({ data, dataJson }: CloudEventMessage): Json | undefined {
  if (dataJson !== undefined && dataJson.length > 0) {
    const parsed = parseJson(Buffer.from(dataJson));
    return parsed.ok ? parsed.value : 'not JSON';
  }
  if (!data) return undefined;
  try {
    return structOf(data);
  } catch (error) {
    if (error instanceof NoJson) return error.message;
    throw error;
  }
}

/** Intake refuses its text in the place of data. */
class NoJson extends Error {}

const structOf = ({ fields = {} }: StructMessage): JsonObject =>
  // From entries: an own key `__proto__` stays one, and intake refuses it.
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, valueOf(value)]));

function valueOf(value: ValueMessage): Json {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.numberValue !== undefined) {
    if (!Number.isFinite(value.numberValue)) throw new NoJson(`${value.numberValue} is no number in JSON`);
    return value.numberValue;
  }
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.structValue !== undefined) return structOf(value.structValue);
  if (value.listValue !== undefined) return (value.listValue.values ?? []).map(valueOf);
  return null;
}

const STATUS = { accepted: 'STATUS_ACCEPTED', rejected: 'STATUS_REJECTED', unavailable: 'STATUS_UNAVAILABLE' } as const;

export const outcomeMessage = (outcome: IntakeOutcome): OutcomeMessage => ({
  id: outcome.id ?? '',
  source: outcome.source ?? '',
  status: STATUS[outcome.status],
  problems: outcome.status === 'rejected' ? outcome.problems : [],
});
