import type { Command, CommandError, ConnectorManifest, Json, JsonObject, TestOutcome } from '@hookswitch/domain';
import type { HttpClient } from './http/client.js';
import type { Secret } from './secret.js';

/** What a connector is: data about itself and functions that act. The host in libs/platform does the rest. */
export interface Connector {
  readonly manifest: ConnectorManifest;
  /** One attempt. Returns what happened; an exception is a bug of the connector and counts as `unknown`. */
  perform(call: Call): Promise<ActionOutcome>;
  /**
   * Goes on with a job that the target accepted; `state` is what `pending` left in the ledger. `retry`, `unknown` and an exception mean that the
   * job goes on and is asked after again, unless a `retry` says `jobOver`.
   */
  resume?(call: Call, state: Json): Promise<ActionOutcome>;
  /** Asks the target what became of an attempt whose outcome is unknown; undefined: it cannot say. */
  reconcile?(call: Call, state: Json | undefined): Promise<ActionOutcome | undefined>;
  /** Judges what a provider reports about what was sent; an exception counts as `refused`. */
  receipt?(call: ReceiptCall): ReceiptOutcome;
  /** Tries a connection without an effect at the target. */
  test?(call: TestCall): Promise<TestOutcome>;
  close?(): Promise<void>;
}

/** A connection with its secrets opened, as the connector sees it during one call. */
export interface OpenConnection {
  readonly name: string;
  readonly settings: JsonObject;
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Its secrets go nowhere else; empty = the hosts of the manifest. */
  readonly allowedHosts: readonly string[];
}

export interface TestCall {
  readonly connection: OpenConnection;
  /** Where the provider may report whatever the connection sends, if it is to be told once; undefined: nowhere. */
  receiptUrl?(provider: string): string | undefined;
  readonly http: HttpClient;
  /** Aborted when the time-out of the action or the shutdown ends the call. */
  readonly signal: AbortSignal;
  readonly log: CallLog;
}

export interface Call {
  readonly command: Omit<Command, 'continuation' | 'secrets'>;
  /** Rendered, secrets joined, valid against the manifest's schema. Never log it. */
  readonly params: JsonObject;
  readonly connection?: OpenConnection;
  /** From 1; never restarts, redrives included. */
  readonly attempt: number;
  /** The command id: send it as `Idempotency-Key` where the target knows that. */
  readonly idempotencyKey: string;
  /** Where the provider may report what becomes of it; undefined: nowhere, as the gateway has no public URL or the call no connection. */
  receiptUrl?(provider: string): string | undefined;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  readonly log: CallLog;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface CallLog {
  info(message: string, fields?: Readonly<Record<string, Json>>): void;
  warn(message: string, fields?: Readonly<Record<string, Json>>): void;
}

export type ActionOutcome =
  | { readonly kind: 'succeeded'; readonly output: Json; readonly events?: readonly PublishedEvent[] }
  /** Nothing happened at the target, a later try may work. `throttled`: 429, costs nothing of the budget and pauses the partition key. */
  | {
      readonly kind: 'retry';
      readonly error: CommandError;
      readonly afterMs?: number;
      readonly throttled?: boolean;
      /** From `resume`: the job has ended without a result, so that the action is performed anew. */
      readonly jobOver?: true;
      /** What failed is another host that the action needs, such as a recording's: the breaker of the partition key hears nothing of it. */
      readonly elsewhere?: true;
    }
  | { readonly kind: 'failed'; readonly error: CommandError }
  /** The request may have had its effect. */
  | { readonly kind: 'unknown'; readonly error: CommandError }
  /** The target works on it: `state` goes to the ledger, `resume` is called after `afterMs`. */
  | { readonly kind: 'pending'; readonly state: Json; readonly afterMs: number };

/** Published to the events topic together with the result; id, source, subject, time, hop count are the host's to fill in. */
export interface PublishedEvent {
  readonly type: string;
  readonly data: JsonObject;
}

/** A provider's later word on what a command sent: its request as it came. */
export interface ReceiptCall {
  readonly provider: string;
  /** Absent: it came to the URL of the whole connection, and must name the command itself. */
  readonly command?: string;
  readonly method: 'GET' | 'POST';
  /** As the provider called it: signatures are over it. */
  readonly url: string;
  /** Lower-case names; those that a signature or the body is read with. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Milliseconds since the epoch: when the gateway took it. */
  readonly at: number;
  readonly connection: OpenConnection;
}

export type ReceiptOutcome =
  /** `state` names the event beside the command: a receipt that says the same again is the same event. */
  | {
      readonly kind: 'report';
      readonly state: string;
      readonly event: PublishedEvent;
      /** As the receipt names it; counts only where the call does not. */
      readonly command?: string;
    }
  /** Genuine, and nothing that anybody waits for. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** Not the provider's, or unreadable. */
  | { readonly kind: 'refused'; readonly reason: string };
