import type {
  ActionOutcome,
  ErrorOutcome,
  HttpAnswer,
  HttpRequest,
  ReceiptCall,
  Secret,
} from '@hookswitch/connector-sdk';
import type { JsonObject, Rate, TestOutcome } from '@hookswitch/domain';
import type { SmsMessage } from './message.js';

/** Of a connection. */
export type SecretName = 'id' | 'secret';

/** Whose account it is and where the provider listens. */
export interface SmsAccount {
  /** Empty where the provider does without. */
  readonly id: Secret;
  readonly secret: Secret;
  /** What receipts are signed with, where that is another secret. */
  readonly signing?: Secret;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** The connection's usual sender, which its test looks for. */
  readonly sender?: string;
  /** The connection's, the provider's own among them; empty without a connection. */
  readonly settings: JsonObject;
}

/** One provider's protocol: what to ask and what an answer means. It sends nothing itself. */
export interface SmsProvider {
  readonly name: string;
  readonly title: string;
  /** '' where the connection says it. */
  readonly baseUrl: string;
  /** What an account takes unless its connection says otherwise. */
  readonly rate: Rate;
  /** The secrets that an account has, by what the provider calls them. */
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>;
  /** JSON Schemas of connection settings that are this provider's own, by name. */
  readonly settings?: JsonObject;
  /** Those of them that a connection of this provider must have. */
  readonly requiredSettings?: readonly string[];
  send(message: SmsMessage, account: SmsAccount): HttpRequest | ErrorOutcome;
  /** `now`: milliseconds since the epoch. */
  read(answer: HttpAnswer, message: SmsMessage, account: SmsAccount, now: number): ActionOutcome;
  /** Absent: the provider reports nothing, or nothing that could be told from a forgery. */
  readonly receipts?: SmsReceipts;
  /** A request without effect that tries the account, `page` from 1; or what can be said without one. */
  probe(account: SmsAccount, page: number): HttpRequest | TestOutcome;
  /** What its answer shows; `more`: the next page may say more. */
  readProbe(answer: HttpAnswer, account: SmsAccount, now: number): TestOutcome | { readonly more: true };
}

/** How a provider reports what became of a message. */
export interface SmsReceipts {
  /** It is told once, by a person, where to report whatever an account sends; then messages need not say so. */
  readonly perAccount?: true;
  /** What the provider calls the `signing` secret, where it has one beside the others. */
  readonly signing?: string;
  /** What receipts are signed with; undefined: the connection does not have it, so that none are asked for. */
  key(account: SmsAccount): Secret | undefined;
  /** Checks the signature before anything else. */
  read(receipt: ReceiptCall, key: Secret, account: SmsAccount): SmsReport | RefusedReceipt;
}

/** A genuine receipt. */
export interface SmsReport {
  /** `underway`: not the last word. */
  readonly status: 'delivered' | 'undelivered' | 'underway';
  readonly messageId: string;
  /** Where the provider gives back what the message was sent with. */
  readonly command?: string;
  /** As the provider writes them. */
  readonly sender?: string;
  readonly recipient?: string;
  readonly error?: { readonly code: string; readonly message?: string };
}

export interface RefusedReceipt {
  readonly refused: string;
}
