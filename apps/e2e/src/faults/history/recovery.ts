import type { Delay } from './delays.js';

export interface Recovery {
  /** From the end of the fault until nothing was late any more. */
  readonly seconds: number;
  /** Events that were on their way when the fault ended. */
  readonly backlog: number;
  /** The most that arrived in one second afterwards. */
  readonly perSecond: number;
  /** What may be taken: 1.5 times the backlog at that pace, less what comes in meanwhile. */
  readonly boundSeconds: number;
}

const LATE_MS = 1_000;
const SLACK = 1.5;

/** How a backlog was worked off after a fault that ended at `healed` (I5): pure. `input`: events a second that go on coming. */
export function recoveryOf(
  delays: readonly Delay[],
  { healed, input }: { readonly healed: number; readonly input: number },
): Recovery {
  const arrivals = delays.map(({ from, ms }) => ({ from, at: from + ms, isLate: ms > LATE_MS }));
  const waiting = arrivals.filter(({ from, at }) => from <= healed && at > healed);
  const last = Math.max(healed, ...arrivals.filter(({ isLate }) => isLate).map(({ at }) => at));
  const after = arrivals.filter(({ at }) => at > healed && at <= last);
  const bySecond = Map.groupBy(after, ({ at }) => Math.floor((at - healed) / 1_000));
  const perSecond = Math.max(0, ...[...bySecond.values()].map(({ length }) => length));
  const spare = Math.max(1, perSecond - input);
  return {
    seconds: (last - healed) / 1_000,
    backlog: waiting.length,
    perSecond,
    boundSeconds: Math.max(LATE_MS / 1_000, (SLACK * waiting.length) / spare),
  };
}
