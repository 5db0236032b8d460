import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingReceipt, ReceiptStep, SentReceipt } from './receipt.js';

const USUAL_MS = 20;
const TRIES = 5;
const AGAIN_MS = 300;
const PATIENCE_MS = 15_000;
const KEPT = 1_000;

/** Sends what providers report, one after the other for each message; what is not taken is tried a few times more. */
export class ReceiptSender {
  readonly #sent: SentReceipt[] = [];
  #closed = false;

  /** Oldest first. */
  get sent(): readonly SentReceipt[] {
    return this.#sent;
  }

  /** Never rejects. */
  async send(
    provider: string,
    steps: readonly ReceiptStep[],
    receipt: (step: ReceiptStep) => OutgoingReceipt,
  ): Promise<void> {
    for (const step of steps) {
      await sleep(step.afterMs ?? USUAL_MS, undefined, { ref: false });
      if (this.#closed) return;
      await this.#deliver(provider, step, receipt(step));
    }
  }

  close(): void {
    this.#closed = true;
  }

  async #deliver(provider: string, { status }: ReceiptStep, receipt: OutgoingReceipt): Promise<void> {
    let answer: number | undefined;
    for (let tries = 1; tries <= TRIES && !this.#closed; tries += 1) {
      answer = await call(receipt);
      if (answer !== undefined && answer < 500) break;
      await sleep(AGAIN_MS, undefined, { ref: false });
    }
    this.#sent.push({ ...receipt, provider, status, ...(answer !== undefined && { answer }) });
    if (this.#sent.length > KEPT) this.#sent.shift();
  }
}

async function call({ url, method, headers, body }: OutgoingReceipt): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body !== undefined && { body }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
