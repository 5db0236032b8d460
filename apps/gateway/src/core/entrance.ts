import { setTimeout as after } from 'node:timers/promises';

/** A way in for callers, and how it is closed without failing any of them. */
export interface Entrance {
  /** Tells callers, as they call, to come back elsewhere, and serves them until then. */
  turnAway(): void;
  /** Monotonic milliseconds of when somebody was last here; now, while a caller keeps its connection. */
  lastSeen(): number;
  /** Takes nobody in any more and ends what runs; whoever is still here after `withinMs` is cut off. */
  close(withinMs: number): Promise<void>;
}

interface Patience {
  /** Callers get this long to notice. */
  readonly noticeMs: number;
  /** What runs after that gets this long to end. */
  readonly finishMs: number;
}

/** When nobody was seen for so long, nobody will come: a balancer has taken us out, or there is none. */
const QUIET_MS = 500;
const LOOK_EVERY_MS = 50;

/** Of `drainSeconds`, what entrances may take; the rest is for the work behind them. */
export const patienceOf = (drainSeconds: number): Patience => ({
  noticeMs: Math.min(5_000, drainSeconds * 200),
  finishMs: drainSeconds * 500,
});

/** Resolves when nobody is inside any more. */
export async function closeEntrances(entrances: readonly Entrance[], { noticeMs, finishMs }: Patience): Promise<void> {
  for (const entrance of entrances) entrance.turnAway();
  const from = performance.now();
  const isQuiet = () =>
    performance.now() - Math.max(from, ...entrances.map((entrance) => entrance.lastSeen())) >= QUIET_MS;
  while (performance.now() - from < noticeMs && !isQuiet()) await after(LOOK_EVERY_MS);
  await Promise.all(entrances.map((entrance) => entrance.close(finishMs)));
}
