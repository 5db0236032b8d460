/** One thing that a provider reports after it has taken a message; `behaviour.receipts` lists them in the order in which they are sent. */
export interface ReceiptStep {
  /** `sent`, `delivered`, `undelivered`, each said in the provider's way; or a word of its own. */
  readonly status: string;
  /** The provider's, for what did not arrive. */
  readonly code?: string;
  /** Milliseconds after the answer or the receipt before; default 20. */
  readonly afterMs?: number;
  /** Signed by somebody who does not have the account's key. */
  readonly forged?: boolean;
}

/** The request that tells it. */
export interface OutgoingReceipt {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A receipt that was sent, and what came back. */
export interface SentReceipt extends OutgoingReceipt {
  readonly provider: string;
  readonly status: string;
  /** Absent: nobody answered. */
  readonly answer?: number;
}

/** What happens to a message unless a behaviour says otherwise. */
export const USUAL_STEPS: readonly ReceiptStep[] = [{ status: 'sent' }, { status: 'delivered' }];

export const FORGERS_KEY = 'not the key of this account';

/** What is wrong with a list of steps; true: nothing. */
export function isReceiptSteps(value: unknown): true | string {
  const isStep = (step: unknown): boolean =>
    typeof step === 'object' &&
    step !== null &&
    Object.entries(step).every(([name, field]) => KINDS[name]?.(field) ?? false) &&
    'status' in step;
  if (Array.isArray(value) && value.every(isStep)) return true;
  return 'a list of { status, code, afterMs, forged }';
}

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  status: (value) => typeof value === 'string',
  code: (value) => typeof value === 'string',
  afterMs: (value) => typeof value === 'number' && value >= 0,
  forged: (value) => typeof value === 'boolean',
};
