import { MAX_EVENT_DATA_BYTES, type Json, type Result, type TelephonyEvent, type Topics } from '@hookswitch/domain';
import type { PublishedEvent } from '@hookswitch/connector-sdk';
import { encodeEvent, encodeMessage, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
import type { Ledger, OutboxEntry } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import { actionEvent } from './action-event.js';
import { capOutput, jsonBytes } from './cap-output.js';
import { idsOf } from './run-call.js';

export interface PublisherParts {
  readonly ledger: Pick<Ledger, 'unpublished' | 'published'>;
  readonly bus: Pick<EventBus, 'publish'>;
  readonly topics: Pick<Topics, 'results' | 'events'>;
  readonly partitions: () => readonly number[];
  readonly log: Logger;
}

const BATCH = 200;
const IDLE_MS = 1_000;
/** Any message is at most 900 KiB, below what brokers take by default. */
const MAX_MESSAGE_BYTES = 900 * 1024;

/**
 * C7. Results first, in the order of the outbox, then the events that connectors made or workflows ask for; only then the rows go. A
 * crash in between repeats both, which readers know by (command, seq) and by source and id. Returns in how many milliseconds to look again.
 */
export async function publishResults(parts: PublisherParts): Promise<number> {
  const partitions = parts.partitions();
  if (partitions.length === 0) return IDLE_MS;
  const entries = await parts.ledger.unpublished(partitions, BATCH);
  if (entries.length === 0) return IDLE_MS;
  await parts.bus.publish(entries.map(({ result }) => resultRecord(parts.topics, result)));
  const events = entries.flatMap((entry) => eventRecords(parts, entry));
  if (events.length > 0) await parts.bus.publish(events);
  await parts.ledger.published(entries.map(({ id }) => id));
  return entries.length === BATCH ? 0 : IDLE_MS;
}

export function resultRecord(topics: Pick<Topics, 'results'>, result: Result): OutgoingRecord {
  const fitted = fitMessage(result);
  const trace = result.traceparent === undefined ? {} : { traceparent: result.traceparent };
  return encodeMessage('result', topics.results, `${result.tenant}|${result.run}`, fitted, trace);
}

/** A large output beside a large continuation: the run must go on, so the output gives way. */
function fitMessage(result: Result): Result {
  if (result.output === undefined) return result;
  const rest = jsonBytes({ ...result, output: null } as unknown as Json);
  return { ...result, output: capOutput(result.output, Math.max(MIN_OUTPUT_BYTES, MAX_MESSAGE_BYTES - rest)) };
}
const MIN_OUTPUT_BYTES = 64;

function eventRecords(
  { topics, log }: PublisherParts,
  { command, result, events }: OutboxEntry,
): readonly OutgoingRecord[] {
  const published = (events ?? []) as unknown as readonly PublishedEvent[];
  const ended = actionEvent(command, result);
  const made = published.flatMap(({ type, data }, index) => {
    if (jsonBytes(data) > MAX_EVENT_DATA_BYTES) {
      const message = 'an event of a connector is too large and was not published';
      log.error(message, { ...idsOf(command), eventType: type });
      return [];
    }
    const event: TelephonyEvent = {
      tenant: command.tenant,
      id: `${command.id}~${index}`,
      source: `/hookswitch/connectors/${command.connector}`,
      type,
      subject: command.event.subject,
      time: result.finishedAt,
      data,
      hopcount: (command.hopcount ?? 0) + 1,
      ...(command.traceparent !== undefined && { traceparent: command.traceparent }),
    };
    return [encodeEvent(topics.events, event)];
  });
  return ended ? [...made, encodeEvent(topics.events, ended)] : made;
}
