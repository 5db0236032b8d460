import type { HostBed } from './host-bed.js';
import type { ConformanceTarget } from './target.js';

/** What a check works with. */
export interface Ground {
  readonly target: ConformanceTarget;
  /** Database and topics, opened by the first check that asks and shared by those after it. */
  bed(): Promise<HostBed>;
}

/** One thing that every connector keeps. */
export interface Check {
  /** `<group>/<name>`: never renamed, results are compared by it. */
  readonly id: string;
  /** A sentence. */
  readonly title: string;
  /** Why it does not apply to this connector; undefined: it does. */
  readonly notFor?: (target: ConformanceTarget) => string | undefined;
  /** Rejects with what is wrong. */
  run(ground: Ground): Promise<void>;
}
