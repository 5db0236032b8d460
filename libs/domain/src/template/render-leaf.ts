import type { Json } from '../json.js';
import type { Landing } from '../manifest.js';
import type { SecretPlace } from '../messages.js';
import { err, ok, type Outcome } from '../result-type.js';
import { isSecretPath, type Rendering } from './evaluate.js';
import { checkLanded, escapeAll, escapeFor, hasLiteralOrigin } from './landed.js';
import type { Placeholder, Template } from './parse.js';
import { exceedsBytes, faultOf, MAX_LEAF_BYTES, quote, refuse, textOf, tooLarge, type Refusal } from './text.js';

/** A rendered leaf; with `parts` it is '' until the connector joins its secrets. */
export interface Leaf {
  /** undefined: a lone placeholder of something that is missing. */
  readonly value: Json | undefined;
  readonly parts?: SecretPlace['parts'];
}
type Rendered = Outcome<Leaf, Refusal>;

const WITH_SECRETS: readonly Landing[] = ['url', 'headers', 'values', 'json', 'text'];
/** Control and bidi characters; line breaks and tabs may stand in a text message. */
const NOT_IN_SMS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const lonePlaceholder = ({ parts: [only, ...more] }: Template): Placeholder | undefined =>
  only !== undefined && typeof only !== 'string' && more.length === 0 ? only : undefined;

/** A leaf in its native type if it is exactly one placeholder, else text as {@link renderText} makes it. */
export function renderNative(template: Template, landing: Landing, rendering: Rendering): Rendered {
  const only = template.problems.length === 0 ? lonePlaceholder(template) : undefined;
  if (!only || isSecretPath(only.path)) return renderText(template, landing, rendering);
  const outcome = rendering.evaluate(only);
  if (!outcome.ok) return outcome;
  const { value } = outcome;
  if (typeof value === 'string') return landed(escapeFor(landing, value), landing, rendering);
  const fault = value === undefined ? undefined : faultOf(value);
  if (fault) return err(fault);
  if (value === undefined || typeof value !== 'object' || value === null) return ok({ value });
  const escaped = escapeAll(landing, value);
  const json = JSON.stringify(escaped);
  if (!rendering.afford(json) || exceedsBytes(json, MAX_LEAF_BYTES)) return tooLarge('A value', MAX_LEAF_BYTES);
  return ok({ value: escaped });
}

/** One pass over the parts, values escaped for where they land. */
export function renderText({ parts, problems }: Template, landing: Landing, rendering: Rendering): Rendered {
  const [problem] = problems;
  if (problem) return refuse('invalid_template', problem.message);
  if (landing === 'url' && !startsLiterally(parts)) {
    return refuse('invalid_url', 'Scheme, host and port of a URL must be literal text, without placeholders.');
  }
  const rendered: (string | { readonly secret: string })[] = [];
  let text = '';
  for (const part of parts) {
    if (typeof part !== 'string' && isSecretPath(part.path)) {
      const secret = secretOf(part, landing);
      if (!secret.ok) return secret;
      rendered.push(text, { secret: secret.value });
      text = '';
      continue;
    }
    const piece = typeof part === 'string' ? ok(part) : renderValue(part, landing, rendering);
    if (!piece.ok) return piece;
    text += piece.value;
  }
  if (rendered.length === 0) return landed(text, landing, rendering);
  const kept = [...rendered, text].filter((part) => part !== '');
  const size = kept.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  return size > MAX_LEAF_BYTES ? tooLarge('A text', MAX_LEAF_BYTES) : ok({ value: '', parts: kept });
}

const startsLiterally = ([first, ...more]: Template['parts']): boolean =>
  typeof first === 'string' && (more.length === 0 || hasLiteralOrigin(first));

function renderValue(placeholder: Placeholder, landing: Landing, rendering: Rendering): Outcome<string, Refusal> {
  const value = rendering.evaluate(withoutOwnEncoding(placeholder, landing));
  if (!value.ok) return value;
  const text = textOf(value.value);
  if (!text.ok) return text;
  const escaped = escapeFor(landing, text.value);
  return rendering.afford(escaped) ? ok(escaped) : tooLarge('A text', MAX_LEAF_BYTES);
}

/** In a URL every value is percent-encoded anyway; asked for once more it is still encoded once. */
function withoutOwnEncoding(placeholder: Placeholder, landing: Landing): Placeholder {
  if (landing !== 'url' || placeholder.filters.at(-1)?.name !== 'urlencode') return placeholder;
  return { ...placeholder, filters: placeholder.filters.slice(0, -1) };
}

function secretOf({ path, filters, source }: Placeholder, landing: Landing): Outcome<string, Refusal> {
  const name = path[1];
  const isWhole = path.length === 2 && filters.length === 0;
  if (isWhole && typeof name === 'string' && WITH_SECRETS.includes(landing)) return ok(name);
  const why = isWhole ? 'A secret may not stand here' : 'A secret is written {{secrets.<name>}}, without filters';
  return refuse('secret_not_allowed_here', `${why}: "${source.trim()}".`);
}

function landed(text: string, landing: Landing, rendering: Rendering): Rendered {
  const finished =
    landing === 'phone' ? phoneNumber(text, rendering) : ok(landing === 'sms' ? text.replace(NOT_IN_SMS, '') : text);
  if (!finished.ok) return finished;
  const problem = checkLanded(landing, finished.value);
  return problem ? refuse(problem.code, problem.message) : ok({ value: finished.value });
}

/** International text as people write it is taken; anything else needs a country, which the filter e164 has. */
function phoneNumber(text: string, { engines }: Rendering): Outcome<string, Refusal> {
  const trimmed = text.trim();
  // The country decides how national text is read; there is none here.
  const number = trimmed.startsWith('+') ? engines.phone.toE164(trimmed, 'US') : undefined;
  if (number !== undefined) return ok(number);
  const message = `${quote(text)} is not a possible phone number with + and country code; e164:"CC" reads national ones.`;
  return refuse('invalid_value', message);
}
