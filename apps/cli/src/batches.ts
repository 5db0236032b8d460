import type { Json } from '@hookswitch/domain';

/** The gateway takes 500 events and 8 MiB at once; half of that leaves room for how they are wrapped. */
const BATCH_EVENTS = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/** Events as they fit into one request each, in their order. One that is larger goes alone, for the gateway to refuse by name. */
export function* batches(events: readonly Json[]): Generator<readonly Json[]> {
  let batch: Json[] = [];
  let size = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (batch.length > 0 && (batch.length === BATCH_EVENTS || size + bytes > BATCH_BYTES)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(event);
    size += bytes;
  }
  if (batch.length > 0) yield batch;
}
