import type { ActionOutcome, Connector } from '@hookswitch/connector-sdk';
import type { PlainConnection } from '@hookswitch/connector-sdk/testing';
import type { JsonObject } from '@hookswitch/domain';
import type { StubAnswer, StubHead, StubScript } from '@hookswitch/testing';

/** A connector and the scripted server that stands for its provider. */
export interface ConformanceTarget {
  readonly connector: Connector;
  /** Which of its providers, where it has several: names the results. */
  readonly variant?: string;
  /** Rendered params of an action that works; `origin` is the server's. */
  readonly params: (origin: string) => JsonObject;
  /** A connection that works, with the base URL of the server. */
  readonly connection?: (origin: string) => PlainConnection;
  /** `event.properties` that its manifest's `eventFields` ask for. */
  readonly properties?: JsonObject;
  /** What the provider answers when all is well. A function may ask a whole imitation of it. */
  readonly accepted: StubScript;
  /** Which of its requests have the effect, where it needs others beside them: these alone go wrong, and are counted. Default: all. */
  readonly acts?: (request: StubHead) => boolean;
  /** Of an action that the provider works on after it has taken it: `perform` submits a job, `resume` asks after it. */
  readonly job?: JobTarget;
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
  /** Why the checks of the group `host` are left out; for a further provider of a connector that runs them with its first. */
  readonly withoutHost?: string;
  /** A folder: the results must be those of its file `<type>[-<variant>].json`, which `CONFORMANCE_WRITE=1` writes. */
  readonly results?: string;
}

export interface JobTarget {
  /** Which job a request asks after, by the provider's name for it; undefined: that is not what it does. */
  readonly asksAfter: (request: StubHead) => string | undefined;
  /** What the provider says of a job that it does not know any more. */
  readonly forgotten: StubAnswer;
  /** What it says of a job that ended without a result. */
  readonly failed: StubAnswer;
  /** The connector of a process that has started anew: nothing of this one's memory is in it. */
  readonly restarted: () => Connector;
}
