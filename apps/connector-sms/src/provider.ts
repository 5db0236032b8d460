import type { ActionOutcome, HttpAnswer, HttpRequest, Secret } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import type { SmsMessage } from './message.js';

/** Whose account it is and where the provider listens. */
export interface SmsAccount {
  readonly id: Secret;
  readonly secret: Secret;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** The connection's usual sender, which its test looks for. */
  readonly sender?: string;
}

/** One provider's protocol: what to ask and what an answer means. It sends nothing itself. */
export interface SmsProvider {
  readonly name: string;
  readonly title: string;
  readonly baseUrl: string;
  send(message: SmsMessage, account: SmsAccount): HttpRequest;
  /** `now`: milliseconds since the epoch. */
  read(answer: HttpAnswer, message: SmsMessage, now: number): ActionOutcome;
  /** A request without effect that tries the account; `page` from 1. */
  probe(account: SmsAccount, page: number): HttpRequest;
  /** What its answer shows; `more`: the next page may say more. */
  readProbe(answer: HttpAnswer, account: SmsAccount, now: number): TestOutcome | { readonly more: true };
}
