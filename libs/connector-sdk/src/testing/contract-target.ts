import type { JsonObject } from '@hookswitch/domain';
import type { StubAnswer, StubScript } from '@hookswitch/testing';
import type { ActionOutcome, Connector } from '../connector.js';
import type { PlainConnection } from './a-call.js';

/** A connector and the scripted server that stands for its provider. */
export interface ContractTarget {
  readonly connector: Connector;
  /** Rendered params of an action that works; `origin` is the server's. */
  readonly params: (origin: string) => JsonObject;
  /** A connection that works, with the base URL of the server. */
  readonly connection?: (origin: string) => PlainConnection;
  /** What the provider answers when all is well. */
  readonly accepted: StubAnswer;
  readonly acceptedTest?: StubAnswer;
  /** Members that replace those of `params` and `settings`, by what is wrong with them: the manifest must refuse each. `undefined` leaves one out. */
  readonly wrongParams: Readonly<Record<string, Readonly<Record<string, JsonObject[string] | undefined>>>>;
  readonly wrongSettings?: Readonly<Record<string, JsonObject>>;
  /** Default: 429 with `Retry-After: 7`. */
  readonly throttled?: StubScript;
  /** What a 500 means: `retry` where a repeat does no harm. */
  readonly serverError: 'retry' | 'unknown';
  /** What a request means whose answer was lost; default `unknown`. `retry` where nothing of it remains that a repeat would double. */
  readonly lostAnswer?: 'retry' | 'unknown';
  /** What a 200 with an HTML page means. */
  readonly unreadable: ActionOutcome['kind'];
  /** All secret values in params and connection: of 8 characters and more, found nowhere else. */
  readonly secrets: readonly string[];
}
