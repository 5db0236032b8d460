import type { Readable } from 'node:stream';
import type { OperationFault } from '../behaviour/behaviour.js';
import type { OutgoingReceipt, ReceiptStep } from '../receipts/receipt.js';

export const PROVIDERS = [
  'cloudtalk',
  'twilio',
  'vonage',
  'messagebird',
  'plivo',
  'custom',
  'slack',
  'google',
  'openai',
  'deepgram',
  'crm',
  'recordings',
] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** One request as a provider sees it. */
export interface SimRequest {
  readonly method: string;
  /** Below the provider's base, percent-encoded as it came; starts with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where this provider is: `http://host:port/google`. */
  readonly base: string;
}

export interface SimAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects are sent as JSON. A stream is sent as it comes, chunked unless the headers name a length. */
  readonly body?: object | string | Buffer | Readable;
  /** What now exists at the provider because of this request; absent when it changed nothing. */
  readonly effect?: string;
  /** How the provider reports what becomes of it, when it was asked to. */
  readonly receipt?: (step: ReceiptStep) => OutgoingReceipt;
}

/** How a behaviour wants a request to be refused. */
export interface Refusal {
  /** Absent: the one the provider uses for that error. */
  readonly status?: number;
  readonly error?: string;
  readonly retryAfter?: number;
}

/** Stands in for one provider: same paths, authentication, bodies, error bodies and headers. */
export interface Provider {
  answer(request: SimRequest, operation?: OperationFault): SimAnswer;
  /** The provider's own way to say no. */
  refuse(refusal: Refusal): SimAnswer;
}

export const isProvider = (name: string): name is ProviderName => (PROVIDERS as readonly string[]).includes(name);
