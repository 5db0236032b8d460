import { setTimeout as sleep } from 'node:timers/promises';
import { callEnded } from '../../harness/events.js';
import type { Tenant } from '../../harness/tenant.js';
import type { SentEvent } from '../history/history.js';
import { numberOf } from './lines.js';
import type { Random } from './random.js';

export interface StreamOptions {
  /** REST of the gateways, which take turns. */
  readonly urls: readonly string[];
  readonly tenants: readonly Tenant[];
  readonly random: Random;
  /** Events a second, of all tenants, whether or not answers come. */
  readonly perSecond: number;
  /** Lines of the calls; an event's line is drawn. */
  readonly lines: number;
  /** Calls per tenant that events are of; some have many, most have few. Default 100. */
  readonly subjects?: number;
  /** How long a sender still tries to be heard after the end; default 60 s. */
  readonly lastTriesMs?: number;
}

const RETRY_MS = 200;
const TICK_MS = 20;
const ANSWER_MS = 10_000;

/** Senders of ended calls over REST at a steady rate: events of one call leave one after the other, each sent again until it is acknowledged. */
export class Stream {
  readonly sent: SentEvent[] = [];
  /** Answers by status; 0: none came. */
  readonly answers = new Map<number, number>();
  /** Milliseconds each acknowledged event took, with all its tries. */
  readonly latencies: number[] = [];
  readonly #stopped = new AbortController();
  readonly #queues = new Map<string, Promise<void>>();
  readonly #counts = new Map<string, number>();
  readonly #running: Promise<void>;
  #until = Number.POSITIVE_INFINITY;
  #turn = 0;

  constructor(private readonly options: StreamOptions) {
    this.#running = this.#run();
  }

  get acked(): number {
    return this.sent.filter(({ answer }) => answer === 'acked').length;
  }

  /** No new events; resolves when the last ones have an answer. */
  async stop(): Promise<void> {
    this.#until = Date.now() + (this.options.lastTriesMs ?? 60_000);
    this.#stopped.abort();
    await this.#running;
    await Promise.all(this.#queues.values());
  }

  async #run(): Promise<void> {
    const from = performance.now();
    let begun = 0;
    while (!this.#stopped.signal.aborted) {
      const due = Math.floor(((performance.now() - from) / 1_000) * this.options.perSecond);
      for (; begun < due; begun += 1) this.#begin();
      await sleep(TICK_MS);
    }
  }

  #begin(): void {
    const { tenants, lines, random, subjects = 100 } = this.options;
    const tenant = tenants[Math.floor(random.next() * tenants.length)];
    if (!tenant) return;
    // As Zipf's law has it: the n-th call has an n-th of the first one's events.
    const subject = `call-${Math.floor(subjects ** random.next())}`;
    const line = Math.floor(random.next() * lines);
    const queue = `${tenant.id} ${subject}`;
    const seq = this.#counts.get(queue) ?? 0;
    this.#counts.set(queue, seq + 1);
    const before = this.#queues.get(queue) ?? Promise.resolve();
    this.#queues.set(
      queue,
      before.then(() => this.#send(tenant, { subject, line, seq })),
    );
  }

  async #send(
    tenant: Tenant,
    { subject, line, seq }: Pick<SentEvent, 'subject' | 'seq'> & { readonly line: number },
  ): Promise<void> {
    const id = `${subject}-${seq}`;
    const event = callEnded(
      id,
      { internal_number: numberOf(line), call_uuid: subject, direction: 'outgoing' },
      { subject },
    );
    const from = Date.now();
    const answer = await this.#publish(tenant, JSON.stringify(event));
    const at = Date.now();
    if (answer === 'acked') this.latencies.push(at - from);
    this.sent.push({ tenant: tenant.id, id, type: event.type, subject, seq, line, answer, from, at });
  }

  async #publish({ key }: Tenant, body: string): Promise<SentEvent['answer']> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
    for (;;) {
      this.#turn += 1;
      const url = this.options.urls[this.#turn % this.options.urls.length] ?? '';
      const status = await post(`${url}/v1/events`, headers, body);
      this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
      if (status === 202) return 'acked';
      if (status >= 400 && status < 500 && status !== 429) return 'refused';
      if (Date.now() > this.#until) return 'unknown';
      await sleep(RETRY_MS);
    }
  }
}

/** The status; 0: there was no answer. */
async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_MS) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
