import type { Delivery, RetryPolicy } from './workflow/document.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';

/**
 * Where a rendered parameter ends up, which decides its escaping.
 * `url`: scheme, host and port literal, values percent-encoded · `headers`: entries {key, value}, CR LF NUL refused ·
 * `values`: entries {key, value, format} · `json`: strings at any depth are templates, a lone placeholder keeps its type ·
 * `text`: as it is · `sms`: control characters stripped · `slack`: & < > of values escaped · `slack-blocks`: as `json`, with
 * values escaped as for `slack` but in members named `url` or `…_url` · `phone`: must become E.164 · `literal`: no placeholders.
 */
export const LANDINGS = [
  'url', 'headers', 'values', 'json', 'text', 'sms', 'slack', 'slack-blocks', 'phone', 'literal',
] as const; // prettier-ignore
export type Landing = (typeof LANDINGS)[number];

/** One part of a command's partition key, which is the key of its rate limit. */
export type KeyPart =
  | { readonly from: 'connection' }
  | { readonly from: 'param'; readonly name: string }
  | { readonly from: 'host'; readonly name: string };

/** What a target takes. */
export interface Rate {
  readonly perMinute: number;
  /** At once, after a rest. */
  readonly burst: number;
}

/** What a connector says about itself on `hookswitch.connectors.v1`. */
export interface ConnectorManifest {
  readonly type: string;
  readonly version: string;
  /** Which version of the contract between connectors and the rest it was built for; the SDK writes it. */
  readonly contract?: number;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the action's `params`. */
  readonly parameters: JsonObject;
  /** JSON Schema of a succeeded action's output. */
  readonly output: JsonObject;
  readonly landings: Readonly<Record<string, Landing>>;
  /** Parameters that hold a credential when typed inline: sealed on save. Dots reach into objects: `authorization.secret`. */
  readonly secretParams: readonly string[];
  /** Parameters whose templates may name `secrets.*`. */
  readonly secretsAllowedIn: readonly string[];
  readonly partitionKey: readonly KeyPart[];
  /** Documented rate of the target per partition key. */
  readonly rate?: Rate;
  /** Rates in place of `rate` for connections whose setting has one of these values (a provider's name). */
  readonly ratesBy?: { readonly setting: string; readonly rates: Readonly<Record<string, Rate>> };
  /** `key`: the target dedupes on Idempotency-Key · `lookup`: `reconcile` can ask · `none`: a repeat has an effect. */
  readonly idempotency: 'key' | 'lookup' | 'none';
  readonly delivery: Delivery;
  readonly timeoutMs: number;
  readonly retry?: Partial<RetryPolicy>;
  /** Event types this action is allowed under; absent = all. */
  readonly triggers?: readonly string[];
  readonly options?: readonly DependentOptions[];
  /** Host names it calls unless a connection says otherwise; shown to operators for network policies. */
  readonly egressHosts: readonly string[];
  readonly connection?: ConnectionShape;
  /** Fields of `event.properties` that come with each command as `properties` (a recording's URL, the call it belongs to). */
  readonly eventFields?: readonly string[];
  /** Event types it publishes. */
  readonly publishes?: readonly string[];
  /** Public JWKs that secrets for this type are sealed to; filled in by the host that announces it. */
  readonly sealingKeys?: readonly JsonObject[];
  /** Ed25519 public keys (base64url) that tokens of its delivery receipts are checked with; filled in like those. */
  readonly receiptKeys?: readonly string[];
}

export interface ConnectionShape {
  /** JSON Schema of a connection's settings. */
  readonly settings: JsonObject;
  readonly secrets: readonly SecretShape[];
}

export interface SecretShape {
  readonly name: string;
  readonly title: string;
  readonly required: boolean;
  /** A connection whose setting has one of these values does without it. */
  readonly unless?: { readonly setting: string; readonly values: readonly string[] };
}

/** Whether a connection with these settings must have the secret. */
export const needsSecret = (
  { required, unless }: SecretShape,
  settings: JsonObject,
  shape: Pick<ConnectionShape, 'settings'>,
): boolean => required && !unless?.values.some((value) => settingOf(settings, unless.setting, shape) === value);

/** A setting; one that is absent has the default of its schema. */
export function settingOf(
  settings: JsonObject,
  name: string,
  shape: Pick<ConnectionShape, 'settings'> | undefined,
): Json | undefined {
  if (Object.hasOwn(settings, name)) return settings[name];
  const known = shape?.settings.properties;
  const schema = known !== undefined && isJsonObject(known) && Object.hasOwn(known, name) ? known[name] : undefined;
  return schema !== undefined && isJsonObject(schema) ? schema.default : undefined;
}

/** The values of one parameter that depend on another's (a language's models). */
export interface DependentOptions {
  readonly param: string;
  readonly on: string;
  readonly cases: readonly { readonly when: readonly Json[]; readonly options: readonly Json[] }[];
  readonly otherwise: readonly Json[];
  /** Only for connections whose settings have one of these values each; a setting that is absent has its schema's default. */
  readonly where?: readonly { readonly setting: string; readonly values: readonly Json[] }[];
  /** What a value outside the options is when saved. */
  readonly severity: 'error' | 'warning';
}
