import type { Json } from '@hookswitch/domain';

/** Params as the host hands them over: rendered, secrets joined, valid against the manifest's schema. */
export interface HttpParams {
  readonly endpoint: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: readonly { readonly key: string; readonly value: string }[];
  /** In their final JSON types. */
  readonly values?: readonly { readonly key: string; readonly value: Json }[];
  readonly body?: Json;
  readonly timeoutMs?: number;
  readonly successStatus?: number | readonly number[];
  /** One or several signing secrets, separated by spaces. */
  readonly sign?: { readonly secret: string };
}
