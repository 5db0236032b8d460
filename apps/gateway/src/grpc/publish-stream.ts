import { once } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { IntakeOutcome } from '../intake/outcome.js';
import { outcomeMessage } from './envelope.js';
import { sizeOf } from './size-of.js';
import type { CloudEventMessage, OutcomeMessage, PublishRequest } from './messages.js';

export type PublishStreamCall = ServerDuplexStream<PublishRequest, { readonly outcome: OutcomeMessage }>;
type Take = (events: readonly (CloudEventMessage | undefined)[]) => Promise<readonly IntakeOutcome[]>;

const MAX_TAKEN = 500;
/** Of events that wait: about what a single one may have. */
const MAX_WAITING_BYTES = 1_024 * 1_024;

/**
 * Takes what has arrived while the last batch was made durable, so that a fast producer is batched and a slow one is answered at once.
 * gRPC's own flow control holds a producer back: nothing is read while a full batch waits, or answers that it does not read. Resolves when the producer has ended the stream
 * and everything is acknowledged, or early, with the events that arrived until then acknowledged, when `stop` is aborted.
 */
export async function publishStream(call: PublishStreamCall, take: Take, stop: AbortSignal): Promise<void> {
  let waiting: (CloudEventMessage | undefined)[] = [];
  let wake: () => void = () => undefined;
  const state = { ended: false, bytes: 0 };
  call.on('data', ({ event }: PublishRequest) => {
    waiting.push(event);
    state.bytes += sizeOf(event);
    if (waiting.length >= MAX_TAKEN || state.bytes >= MAX_WAITING_BYTES) call.pause();
    wake();
  });
  const end = () => {
    state.ended = true;
    wake();
  };
  call.on('end', end);
  call.on('cancelled', end);
  call.on('error', end);
  stop.addEventListener('abort', end);
  if (stop.aborted) end();
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  const over = AbortSignal.any([stop, gone.signal]);
  try {
    for (;;) {
      if (waiting.length === 0) {
        if (state.ended) break;
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const events = waiting;
      waiting = [];
      state.bytes = 0;
      call.resume();
      const outcomes = await take(events);
      const isRead = outcomes.map((outcome) => call.write({ outcome: outcomeMessage(outcome) })).at(-1) ?? true;
      // Who does not read the answers is not read on either.
      if (!isRead) await once(call, 'drain', { signal: over }).catch(() => undefined);
    }
  } finally {
    stop.removeEventListener('abort', end);
  }
}
