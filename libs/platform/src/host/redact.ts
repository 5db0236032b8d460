import { slug } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type CommandError, type Json } from '@hookswitch/domain';

const MIN_LENGTH = 8;
const MAX_MESSAGE = 2_000;
const MAX_CODE = 100;

/** Takes opened secrets out of whatever leaves a connector. Made for one call; secrets are added as they are opened. */
export class Redactor {
  readonly #needles: (readonly [needle: string, instead: string])[] = [];
  readonly #words: (readonly [word: RegExp, instead: string])[] = [];

  /** A value shorter than 8 characters occurs by chance inside others: it is taken out where it stands alone, such as a PIN. */
  add(name: string, value: string): void {
    if (value !== '' && value.length < MIN_LENGTH) this.#words.push([standingAlone(value), `[secret:${name}]`]);
    for (const needle of formsOf(value)) this.#needles.push([needle, `[secret:${name}]`]);
    this.#needles.sort(([left], [right]) => right.length - left.length);
  }

  holdsSecret(text: string): boolean {
    return (
      this.#needles.some(([needle]) => text.includes(needle)) || this.#words.some(([word]) => text.search(word) >= 0)
    );
  }

  text(text: string): string {
    let clean = text;
    for (const [needle, instead] of this.#needles) clean = clean.replaceAll(needle, () => instead);
    for (const [word, instead] of this.#words) clean = clean.replaceAll(word, () => instead);
    return clean;
  }

  json(value: Json): Json {
    if (this.#needles.length === 0 && this.#words.length === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number' && this.holdsSecret(String(value))) return this.text(String(value));
    if (isJsonArray(value)) return value.map((item) => this.json(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.text(name), this.json(item)]));
  }

  /** Also cut to a length that fits everywhere. */
  error({ code, message, class: kind }: CommandError): CommandError {
    return { code: this.text(code).slice(0, MAX_CODE), message: this.text(message).slice(0, MAX_MESSAGE), class: kind };
  }
}

const standingAlone = (value: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${value.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}(?![\\p{L}\\p{N}])`, 'gu');

/** How a value may come back: as it is, escaped for JSON or a URL, in an error's code, in base64 of either alphabet wherever it stands in the encoded text. */
function formsOf(value: string): readonly string[] {
  if (value.length < MIN_LENGTH) return [];
  const bytes = Buffer.from(value, 'utf8');
  const base64 = [0, 1, 2].map((shift) => base64At(bytes, shift));
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+'),
    new URLSearchParams({ v: value }).toString().slice('v='.length),
    slug(value),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(forms)].filter((form) => form.length >= MIN_LENGTH);
}

/** The characters that depend on these bytes alone when `shift` others (modulo 3) come before them. */
function base64At(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
}
