import { setTimeout as delay } from 'node:timers/promises';
import type { Event } from './event.ts';

/** Hookswitch over REST. */
export class RestApi {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** While the gateway cannot take events, or its answer is lost: the same event again, which does no harm. */
  async publish(event: Event): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#publish(event);
        return;
      } catch (error) {
        const final = error instanceof Refusal && error.status !== 503;
        if (final || attempt === 5) throw error;
        await delay(500 * attempt);
      }
    }
  }

  async #publish(event: Event): Promise<void> {
    const { outcomes } = await this.#call<{ outcomes: readonly { status: string }[] }>('POST', '/v1/events', {
      body: event,
      type: 'application/cloudevents+json',
    });
    if (outcomes[0]?.status !== 'accepted') throw new Refusal(422, `the event is ${JSON.stringify(outcomes)}`);
  }

  saveWorkflow(document: object): Promise<{ readonly id: string }> {
    return this.#call('POST', '/v1/workflows', { body: document });
  }

  deleteWorkflow(id: string): Promise<unknown> {
    return this.#call('DELETE', `/v1/workflows/${id}`);
  }

  /** How the run that the event started has ended: succeeded, skipped, cancelled or dead. */
  async endOfRun(workflow: string, event: string, withinMs = 30_000): Promise<string> {
    const path = `/v1/runs?${new URLSearchParams({ workflow, event }).toString()}`;
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      const { items } = await this.#call<{ items: readonly { status: string }[] }>('GET', path);
      const ended = items.find(({ status }) => status !== 'running');
      if (ended) return ended.status;
      await delay(200);
    }
    throw new Error(`${event} has started no run that ended within ${withinMs} ms`);
  }

  async #call<T>(method: string, path: string, { body, type = 'application/json' }: Content = {}): Promise<T> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, ...(body && { 'content-type': type }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Refusal(response.status, `${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text || '{}') as T;
  }
}

/** Its message ends with a problem of RFC 9457: the code is stable, `errors[]` names the places in the document. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Content {
  readonly body?: object;
  readonly type?: string;
}
