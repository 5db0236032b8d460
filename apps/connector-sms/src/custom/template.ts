import type { ErrorClass, Json, JsonObject } from '@hookswitch/domain';

/** How a gateway is asked and what its answers mean: the setting `template` of a connection, as its schema lets it through. */
export interface Template {
  readonly method?: string;
  readonly url: string;
  readonly headers?: readonly { readonly key: string; readonly value: string }[];
  /** With the connection's secrets. */
  readonly basicAuth?: boolean;
  readonly numbers?: 'e164' | 'digits';
  readonly body?: { readonly kind: 'json' | 'form'; readonly content: JsonObject };
  readonly success?: {
    /** Default: all of 2xx. */
    readonly statuses?: readonly number[];
    /** In the answer; with it the answer must be JSON. */
    readonly path?: string;
    /** Compared as text; absent: anything but missing, null, false. */
    readonly value?: Json;
  };
  readonly messageIdPath?: string;
  readonly errorPath?: string;
  readonly classes?: readonly {
    readonly status?: number;
    readonly code?: string;
    readonly class: ErrorClass;
    readonly afterSeconds?: number;
  }[];
  /** Answers 2xx to a GET with the same headers when all is well. */
  readonly testUrl?: string;
}
