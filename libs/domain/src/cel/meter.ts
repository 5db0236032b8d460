/** Counts what deciding an expression takes. The same event always takes the same. */
export interface Meter {
  left: number;
}

/** Steps of one decision: some milliseconds, more where long texts are searched for patterns. */
export const MAX_CEL_STEPS = 20_000;

const CHARACTERS_PER_STEP = 64;

/** false when there are no steps left. */
export function spend(meter: Meter, steps: number): boolean {
  meter.left -= steps;
  return meter.left >= 0;
}

export const stepsOfText = (length: number, perStep = CHARACTERS_PER_STEP): number => Math.ceil(length / perStep);
