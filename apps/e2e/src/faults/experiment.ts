import type { Violation } from './history/checker.js';
import type { History } from './history/history.js';
import type { Lab, LabOptions } from './lab.js';
import type { Random } from './load/random.js';

/** One kind of fault: how it is brought about under load, and what must hold afterwards. */
export interface Experiment {
  /** `E1` to `E26` of the table in docs/reliability.md, or a name. */
  readonly id: string;
  /** A plain sentence for people. */
  readonly title: string;
  /** It is over within half a minute and runs with every change. */
  readonly isShort?: true;
  readonly lab?: LabOptions;
  /** Why it cannot run on this machine, in one line; undefined: it can. */
  readonly missing?: () => string | undefined;
  readonly run: (lab: Lab, order: Order) => Promise<Findings>;
}

/** What a person asked for. */
export interface Order {
  readonly random: Random;
  /** How long load and faults last; undefined: as long as the experiment takes by itself. */
  readonly minutes?: number;
  /** One line of progress. */
  readonly say: (text: string) => void;
}

export interface Findings {
  readonly history: History;
  readonly violations: readonly Violation[];
  /** In words: `50 events/s for 20 s, 3 tenants`. */
  readonly load: string;
  /** In words: `24 kills`. */
  readonly injected: string;
  /** Seconds from the end of the fault until all had ended. */
  readonly recoverySeconds?: number;
  /** What holds beside the invariants. */
  readonly claims: readonly Claim[];
}

export interface Claim {
  /** With what is wanted: `refusals per delivery, at most 0.05`. */
  readonly what: string;
  readonly measured: string;
  readonly holds: boolean;
}

export const atMost = (what: string, measured: number, limit: number): Claim => ({
  what: `${what}, at most ${limit}`,
  measured: rounded(measured),
  holds: measured <= limit,
});

export const atLeast = (what: string, measured: number, limit: number): Claim => ({
  what: `${what}, at least ${limit}`,
  measured: rounded(measured),
  holds: measured >= limit,
});

const rounded = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));
