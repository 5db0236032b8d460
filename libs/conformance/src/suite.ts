import { answers } from './checks/answers.js';
import { configuration } from './checks/configuration.js';
import { inTheHost } from './checks/host.js';
import { life, safety } from './checks/life.js';
import { jobs } from './checks/jobs.js';
import { jobsInTheHost } from './checks/jobs-in-the-host.js';
import { lostRequests } from './checks/lost-requests.js';
import type { Check, Ground } from './check.js';
import { HostBed, type HostMistake } from './host-bed.js';
import type { ConformanceTarget } from './target.js';
import { within } from './within.js';

/** All checks, in the order in which they run; those that are undone by closing the connector come last. */
export const CHECKS: readonly Check[] = [
  ...[...configuration, ...answers, ...lostRequests, ...safety, ...jobs],
  ...[...inTheHost, ...jobsInTheHost],
  ...life,
];

const CHECK_MS = 45_000;

export interface CheckResult {
  readonly id: string;
  readonly result: 'passed' | 'failed' | 'not_applicable';
  /** Of a check that does not apply. */
  readonly because?: string;
}

/** The checks on one connector. Remembers how each ended; closed once, when all have run. */
export class Suite implements Ground {
  readonly #results = new Map<string, CheckResult>();
  #bed: Promise<HostBed> | undefined;

  /** `mistake`: in the host, to show that checks notice it. */
  constructor(
    readonly target: ConformanceTarget,
    private readonly mistake?: HostMistake,
  ) {}

  bed(): Promise<HostBed> {
    this.#bed ??= HostBed.open(this.target.connector, this.mistake);
    return this.#bed;
  }

  whyNot({ notFor }: Check): string | undefined {
    return notFor?.(this.target);
  }

  /** Rejects with what is wrong. */
  async run(check: Check): Promise<void> {
    const { id } = check;
    this.#results.set(id, { id, result: 'failed' });
    await within(CHECK_MS, 'the check does not end', check.run(this));
    this.#results.set(id, { id, result: 'passed' });
  }

  results(): readonly CheckResult[] {
    return CHECKS.flatMap((check) => {
      const because = this.whyNot(check);
      if (because !== undefined) return [{ id: check.id, result: 'not_applicable' as const, because }];
      return this.#results.get(check.id) ?? [];
    });
  }

  async close(): Promise<void> {
    await (await this.#bed)?.close();
  }
}
