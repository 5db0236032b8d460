import type { Json, JsonObject } from '@hookswitch/domain';
import { parseJson } from '@hookswitch/messaging';
import type { IntakeOutcome } from '../intake/outcome.js';
import type { CloudEventMessage, OutcomeMessage } from './messages.js';
import { jsonOf, NoJson } from './struct.js';
import { instantOf } from './timestamp.js';

/** A gRPC CloudEvent as the structured form that intake takes; what is not given is left out, so that intake says what is missing. */
export function envelopeOf(event: CloudEventMessage | undefined): Json {
  if (!event) return null;
  const { id, source, type, subject, time, traceparent, tracestate } = event;
  const given = { id, source, type, subject, time: time && instantOf(time), traceparent, tracestate };
  const attributes = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== ''),
  );
  const data = dataOf(event);
  return { specversion: '1.0', ...(attributes as JsonObject), ...(data !== undefined && { data }) };
}

function dataOf({ data, dataJson }: CloudEventMessage): Json | undefined {
  if (dataJson !== undefined && dataJson.length > 0) {
    const parsed = parseJson(Buffer.from(dataJson));
    return parsed.ok ? parsed.value : 'not JSON';
  }
  if (!data) return undefined;
  try {
    return jsonOf(data);
  } catch (error) {
    // Intake refuses the text in the place of data.
    if (error instanceof NoJson) return error.message;
    throw error;
  }
}

const STATUS = { accepted: 'STATUS_ACCEPTED', rejected: 'STATUS_REJECTED', unavailable: 'STATUS_UNAVAILABLE' } as const;

export const outcomeMessage = (outcome: IntakeOutcome): OutcomeMessage => ({
  id: outcome.id ?? '',
  source: outcome.source ?? '',
  status: STATUS[outcome.status],
  problems: problemsOf(outcome),
});

function problemsOf(outcome: IntakeOutcome): OutcomeMessage['problems'] {
  if (outcome.status === 'rejected') return outcome.problems;
  if (outcome.status === 'accepted' || !outcome.refusal) return [];
  const { message, waitMs } = outcome.refusal;
  return [{ pointer: '', code: 'rate_limited', message: `${message} Send it again in ${waitMs} ms.` }];
}
