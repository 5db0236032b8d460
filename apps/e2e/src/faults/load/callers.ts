import { setTimeout as sleep } from 'node:timers/promises';
import { callEnded, recordingUploaded, type Event } from '../../harness/events.js';
import type { Stack } from '../../harness/stack.js';
import type { Tenant } from '../../harness/tenant.js';
import type { SentEvent } from '../history/history.js';
import { Random } from './random.js';
import { EVENT_TYPES } from './mixed.js';

export interface CallersOptions {
  readonly stack: Stack;
  readonly tenants: readonly Tenant[];
  readonly random: Random;
  readonly callsPerTenant: number;
  /** Milliseconds between two events of one call, on average. */
  readonly everyMs: number;
}

const RETRY_MS = 200;
/** A sender that gives up after the first try, once in so many events. */
const IMPATIENT = 0.05;
/** After the load has ended: how long senders still try to be heard. */
const LAST_TRIES_MS = 60_000;

/** Senders of events over REST: one for each call, one event after the other, each sent again until it is acknowledged. */
export class Callers {
  readonly sent: SentEvent[] = [];
  readonly #stopped = new AbortController();
  readonly #senders: readonly Promise<void>[];
  #until = Infinity;

  constructor(private readonly options: CallersOptions) {
    const { tenants, callsPerTenant, random } = options;
    this.#senders = tenants.flatMap((tenant) =>
      Array.from({ length: callsPerTenant }, (_, call) => this.#send(tenant, `call-${call}`, random.fork())),
    );
  }

  get acked(): number {
    return this.sent.filter(({ answer }) => answer === 'acked').length;
  }

  /** No new events; resolves when the last ones have an answer. */
  async stop(): Promise<void> {
    this.#until = Date.now() + LAST_TRIES_MS;
    this.#stopped.abort();
    await Promise.all(this.#senders);
  }

  async #send(tenant: Tenant, subject: string, random: Random): Promise<void> {
    for (let seq = 0; await this.#pause(random.between(0.5, 1.5)); seq += 1) {
      const event = this.#event(`${subject}-${seq}`, subject, random);
      const answer = await this.#publish(tenant, event, random.next() < IMPATIENT);
      this.sent.push({ tenant: tenant.id, id: event.id, type: event.type, subject, seq, answer });
    }
  }

  /** False when the load has ended. */
  #pause(factor: number): Promise<boolean> {
    return sleep(factor * this.options.everyMs, true, { signal: this.#stopped.signal }).catch(() => false);
  }

  #event(id: string, subject: string, random: Random): Event {
    const type = random.weighted(EVENT_TYPES);
    const recording = `${this.options.stack.simulator.url}/recordings/call.wav`;
    const base = type === 'recording.uploaded' ? recordingUploaded(id, recording) : callEnded(id);
    // Outgoing, so that no call counts as missed.
    return { ...base, type, subject, data: { ...base.data, call_uuid: subject, direction: 'outgoing' } };
  }

  async #publish({ api }: Tenant, event: Event, isImpatient: boolean): Promise<SentEvent['answer']> {
    for (;;) {
      const status = await api.send('POST', '/v1/events', event).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 202) return 'acked';
      if (status >= 400 && status < 500) return 'refused';
      if (isImpatient || Date.now() > this.#until) return 'unknown';
      await sleep(RETRY_MS);
    }
  }
}
