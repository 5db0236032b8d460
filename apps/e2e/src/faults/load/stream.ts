import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '../../harness/events.js';
import type { Tenant } from '../../harness/tenant.js';
import type { SentEvent } from '../history/history.js';
import { callEvent, draw, type Drawn, type Mix, type Variety } from './draw.js';
import type { Random } from './random.js';
import { restSender, type Sender } from './senders.js';

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
  /** Ways in which events are handed over, one a call; default: REST alone. */
  readonly senders?: readonly Sender[];
  readonly variety?: Variety;
  /** How long a sender still tries to be heard after the end; default 60 s. */
  readonly lastTriesMs?: number;
}

const RETRY_MS = 200;
const TICK_MS = 20;

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
  readonly #senders: readonly Sender[];
  readonly #mix: Mix;

  constructor(private readonly options: StreamOptions) {
    const { lines, subjects = 100, variety = {} } = options;
    this.#mix = { lines, subjects, variety };
    this.#senders = options.senders ?? [restSender(options.urls)];
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
    const { tenants, random } = this.options;
    const tenant = tenants[Math.floor(random.next() * tenants.length)];
    if (!tenant) return;
    const drawn = draw(random, this.#mix);
    const queue = `${tenant.id} ${drawn.subject}`;
    const seq = this.#counts.get(queue) ?? 0;
    this.#counts.set(queue, seq + 1);
    const before = this.#queues.get(queue) ?? Promise.resolve();
    this.#queues.set(
      queue,
      before.then(() => this.#send(tenant, drawn, seq)),
    );
  }

  async #send(tenant: Tenant, drawn: Drawn, seq: number): Promise<void> {
    const { subject, line, isRepeated, time } = drawn;
    const id = `${subject}-${seq}`;
    const event = callEvent(id, drawn, this.#mix);
    const sender = this.#senders[hashOf(subject) % this.#senders.length] ?? restSender(this.options.urls);
    const from = Date.now();
    const answer = await this.#publish(sender, tenant, event);
    const at = Date.now();
    if (answer === 'acked') this.latencies.push(at - from);
    const known = { tenant: tenant.id, id, type: event.type, subject, seq, time, answer, from, at };
    this.sent.push({ ...known, ...(line !== undefined && { line }) });
    if (isRepeated && answer === 'acked') await sender(tenant, event);
  }

  async #publish(sender: Sender, tenant: Tenant, event: Event): Promise<SentEvent['answer']> {
    for (;;) {
      const status = await sender(tenant, event);
      this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
      if (status === 202) return 'acked';
      if (status >= 400 && status < 500 && status !== 429) return 'refused';
      if (Date.now() > this.#until) return 'unknown';
      await sleep(RETRY_MS);
    }
  }
}

/** All events of a call go one way: producers place keys on partitions as they please. */
const hashOf = (subject: string): number => Number(subject.replace(/\D+/g, '')) || 0;
