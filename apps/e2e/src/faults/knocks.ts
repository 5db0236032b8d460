import { setTimeout as sleep } from 'node:timers/promises';
import { callEnded } from '../harness/events.js';
import type { ServicesStack } from '../harness/stack.js';
import type { Tenant } from '../harness/tenant.js';
import type { Claim } from './experiment.js';

/** One answer of a gateway; status 0: none within half a minute. */
export interface Knock {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly ms: number;
  /** When it was asked, in milliseconds since the epoch. */
  readonly at: number;
}

const EVERY_MS = 500;
const ANSWER_MS = 30_000;

/** Publishes events that no workflow is for, one every half second whether or not answers come, and keeps what came of each. */
export class Knocks {
  readonly answers: Knock[] = [];
  readonly #open: Promise<unknown>[] = [];
  readonly #running: Promise<void>;
  #isStopped = false;

  constructor(
    private readonly url: string,
    private readonly tenant: Tenant,
  ) {
    this.#running = this.#run();
  }

  async stop(): Promise<readonly Knock[]> {
    this.#isStopped = true;
    await this.#running;
    await Promise.all(this.#open);
    return this.answers;
  }

  async #run(): Promise<void> {
    for (let count = 0; !this.#isStopped; count += 1) {
      this.#open.push(this.#knock(`knock-${count}`));
      await sleep(EVERY_MS);
    }
  }

  async #knock(id: string): Promise<void> {
    const [at, from] = [Date.now(), performance.now()];
    const body = JSON.stringify(callEnded(id, { internal_number: '+15555550100' }, { subject: `knock-${id}` }));
    const headers = { authorization: `Bearer ${this.tenant.key}`, 'content-type': 'application/cloudevents+json' };
    const answer = await fetch(`${this.url}/v1/events`, {
      ...{ method: 'POST', headers, body },
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    const retryAfter = answer?.headers.get('retry-after') ?? null;
    this.answers.push({ status: answer?.status ?? 0, retryAfter, ms: performance.now() - from, at });
  }
}

/** Which services say that they should be started again, asked once. */
export async function notLive({ services }: ServicesStack): Promise<readonly string[]> {
  const found = await Promise.all(
    [...services.values()].map(async ({ name, isRunning, options: { readyUrl } }) => {
      if (!isRunning) return [`${name} (ended)`];
      if (!readyUrl.endsWith('/readyz')) return [];
      const url = readyUrl.replace('/readyz', '/livez');
      const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined);
      await answer?.arrayBuffer();
      return answer?.ok === true ? [] : [`${name} (${answer?.status ?? 'no answer'})`];
    }),
  );
  return found.flat();
}

export const noneOf = (what: string, found: Iterable<string>): Claim => {
  const names = [...new Set(found)];
  return { what: `${what}, none`, measured: names.join(', ') || 'none', holds: names.length === 0 };
};
