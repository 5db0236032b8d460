const BATCH = 100;
const PATIENCE_MS = 30_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 30_000];
/** What will be refused again however often it is sent. */
const REFUSED = [400, 413, 415, 422];

/**
 * Sends what lies in the outbox, oldest first, one request at a time, so that the order of a call's events stays. What is accepted leaves
 * the outbox, what is refused for good goes to `rejected` for a person, all else stays and is sent again under the same ids.
 */
export class Sender {
  #resume = () => {};
  #isIdle = false;
  #pauseMs = FIRST_PAUSE_MS;
  #closed = new AbortController();

  constructor({ outbox, rejected, url, key, log }) {
    Object.assign(this, { outbox, rejected, endpoint: new URL('/v1/events', url), key, log });
  }

  /** There is something new to send. */
  wake() {
    if (this.#isIdle) this.#resume();
  }

  close() {
    this.#closed.abort();
    this.#resume();
  }

  async run() {
    let size = BATCH;
    while (!this.#closed.signal.aborted) {
      const batch = first(this.outbox.entries(), size);
      if (batch.length === 0) {
        await this.#pause();
        continue;
      }
      const { done, alone, retryAfterMs } = await this.#send(batch);
      size = alone ? 1 : BATCH;
      if (done) {
        this.#pauseMs = FIRST_PAUSE_MS;
      } else if (!alone) {
        await this.#pause(retryAfterMs ?? this.#pauseMs);
        this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
      }
    }
  }

  async #send(batch) {
    let answer;
    try {
      answer = await fetch(this.endpoint, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.key()}`, 'content-type': 'application/cloudevents-batch+json' },
        body: JSON.stringify(batch.map(([, event]) => event)),
        signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      if (answer.status === 202) return this.#settle(batch, (await answer.json()).outcomes);
    } catch (error) {
      if (this.#closed.signal.aborted) return { done: false };
      const what = error.path === undefined ? 'The gateway cannot be reached' : 'The key cannot be read';
      this.log(`${what} (${error.cause?.code ?? error.code ?? error.name}); ${this.outbox.size} events wait.`);
      return { done: false };
    }
    if (REFUSED.includes(answer.status)) {
      // One of them spoils the whole: find it by sending them one by one.
      if (batch.length > 1) return { done: false, alone: true };
      this.#reject(batch[0]);
      return { done: true };
    }
    this.log(`The gateway answered ${answer.status}; ${this.outbox.size} events wait.`);
    const seconds = Number(answer.headers.get('retry-after'));
    return { done: false, ...(seconds > 0 && { retryAfterMs: Math.min(seconds * 1_000, LONGEST_PAUSE_MS) }) };
  }

  /** Outcomes are in the order of the events. */
  #settle(batch, outcomes) {
    let accepted = 0;
    for (const [index, entry] of batch.entries()) {
      const status = outcomes[index]?.status;
      if (status === 'rejected') this.#reject(entry);
      if (status !== 'accepted') continue;
      this.outbox.delete(entry[0]);
      accepted += 1;
    }
    if (accepted > 0) this.log(`${accepted} events accepted.`);
    return { done: batch.every(([name]) => this.outbox.get(name) === undefined) };
  }

  #reject([name, event]) {
    this.rejected.put(name, event);
    this.outbox.delete(name);
    this.log(`The gateway refuses an event for good; it is kept as rejected/${name}.json.`);
  }

  /** Until something new comes or, after a failure, until then whatever comes. */
  #pause(ms) {
    if (this.#closed.signal.aborted) return undefined;
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#isIdle = ms === undefined;
      this.#resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Without a look at the rest, which is long after an outage. */
function first(entries, count) {
  const found = [];
  for (const entry of entries) {
    found.push(entry);
    if (found.length === count) break;
  }
  return found;
}
