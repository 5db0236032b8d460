import { asNumber, foldText } from '../condition/values.js';
import type { Json, JsonObject } from '../json.js';
import { lookup, parsePath, type Path } from '../path.js';

/** One field of the event at hand, read and folded at most once per event however many rules look at it. */
export class Field {
  value: Json | undefined;
  number: number | undefined;
  readonly #path: Path;
  #text: string | undefined;
  #stamp = 0;

  constructor(name: string) {
    this.#path = (parsePath(name) ?? []).slice(1);
  }

  load(event: JsonObject, stamp: number): void {
    if (this.#stamp === stamp) return;
    this.#stamp = stamp;
    this.value = lookup(event, this.#path);
    this.number = asNumber(this.value);
    this.#text = undefined;
  }

  /** undefined unless the value is text. */
  get text(): string | undefined {
    if (this.#text === undefined && typeof this.value === 'string') this.#text = foldText(this.value, false);
    return this.#text;
  }
}

/** The fields that rules look at, shared by all indexes of one set of rules, and the event at hand. */
export class Fields {
  /** What conditions see as `event`. */
  event: JsonObject = {};
  stamp = 0;
  readonly #byName = new Map<string, Field>();

  field(name: string): Field {
    let field = this.#byName.get(name);
    if (!field) this.#byName.set(name, (field = new Field(name)));
    return field;
  }

  open(event: JsonObject): void {
    this.event = event;
    this.stamp += 1;
  }
}
