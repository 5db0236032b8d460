import { asNumber, foldText } from '../condition/values.js';
import type { Json, JsonObject } from '../json.js';
import { lookup, type Path } from '../path.js';
import { Probe, type ProbeKind } from './probe.js';

/** Of so many events one adds to what is known of how frequent values are. */
const SAMPLE_EVERY = 16;

/** The fields that rules look at, shared by all of one set of workflows, and the event at hand. */
export class Fields {
  /** What conditions see as `event`. */
  event: JsonObject = {};
  /** Another number for each event: what is known of an earlier one does not count. */
  stamp = 0;
  readonly #byPath = new Map<string, Field>();

  /** `path`: below `event`. */
  field(path: Path): Field {
    const name = JSON.stringify(path);
    let field = this.#byPath.get(name);
    if (!field) this.#byPath.set(name, (field = new Field(path, this)));
    return field;
  }

  open(event: JsonObject): void {
    this.event = event;
    this.stamp += 1;
  }

  get sampled(): boolean {
    return this.stamp % SAMPLE_EVERY === 0;
  }
}

/** One field of the event at hand, read and folded at most once per event however many rules look at it. */
export class Field {
  #stamp = 0;
  #value: Json | undefined;
  /** null: not yet made of the value; so for the texts. */
  #number: number | undefined | null = null;
  #folded: string | null = null;
  #composed: string | null = null;
  #searched: string | null = null;
  readonly #probes = new Map<ProbeKind, Map<number, Probe>>();

  constructor(
    private readonly path: Path,
    readonly fields: Fields,
  ) {}

  get value(): Json | undefined {
    if (this.#stamp !== this.fields.stamp) {
      this.#stamp = this.fields.stamp;
      this.#value = lookup(this.fields.event, this.path);
      this.#number = this.#folded = this.#composed = this.#searched = null;
    }
    return this.#value;
  }

  get number(): number | undefined {
    const { value } = this;
    return this.#number === null ? (this.#number = asNumber(value)) : this.#number;
  }

  /** undefined unless the value is text. */
  text(caseSensitive: boolean): string | undefined {
    const { value } = this;
    if (typeof value !== 'string') return undefined;
    if (caseSensitive) return (this.#composed ??= foldText(value, true));
    return (this.#folded ??= foldText(value, false));
  }

  /** {@link searchedText} of it; undefined unless it is text. */
  get searched(): string | undefined {
    const text = this.text(false);
    return text === undefined ? undefined : (this.#searched ??= withoutLongS(text));
  }

  probe(kind: ProbeKind, size = 0): Probe {
    let sizes = this.#probes.get(kind);
    if (!sizes) this.#probes.set(kind, (sizes = new Map<number, Probe>()));
    let probe = sizes.get(size);
    if (!probe) sizes.set(size, (probe = new Probe(this, kind, size)));
    return probe;
  }
}

/** Text without case in which pieces are looked for. RE2 takes the long s for an s; what else it takes for the same is so once folded. */
export const searchedText = (text: string): string => withoutLongS(foldText(text, false));

const withoutLongS = (text: string): string => text.replaceAll('\u{17f}', 's');
