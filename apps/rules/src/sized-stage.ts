import { withoutCommands, type RunStage } from '@hookswitch/domain';

/** A record may have 900 KiB; one stage leaves room for others of its event. */
export const MAX_STAGE_BYTES = 400 * 1024;
/** All stages of one offset go into one record, so that its plan is there whole or not at all. */
export const MAX_OFFSET_BYTES = 700 * 1024;

export interface SizedStage {
  readonly stage: RunStage;
  /** As JSON. */
  readonly bytes: number;
}

/** A stage that no record can hold ends its run `dead` with reason `too_large`, with nothing sent. */
export function sized(stage: RunStage): SizedStage {
  const bytes = bytesOf(stage);
  return bytes <= MAX_STAGE_BYTES ? { stage, bytes } : sized(withoutCommands(stage, 'too_large'));
}

/** As many stages as one record holds, from the front. */
export function withinOffset(stages: readonly SizedStage[]): readonly SizedStage[] {
  let sum = 0;
  const end = stages.findIndex(({ bytes }) => (sum += bytes) > MAX_OFFSET_BYTES);
  return end < 0 ? stages : stages.slice(0, end);
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
