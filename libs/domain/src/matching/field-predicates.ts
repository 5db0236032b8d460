import type { LeafTest } from '../condition/operators.js';
import { foldText } from '../condition/values.js';
import { searchedText, type Field } from './fields.js';
import { Predicate } from './predicate.js';
import { cellsOf, keysOf, type Key, type Lookup, type Probe } from './probe.js';
import type { OneOf } from './required-texts.js';
import type { Choice } from './terms-of.js';

/** More choices than these are not tried one after the other. */
const FEW = 16;
/** Length of the piece of a wanted text that the event's text is searched for. */
const PIECE = 4;

const at = (probe: Probe, keys: Iterable<Key>): readonly Lookup[] => [...keys].map((key) => ({ probe, key }));

function pieceOf(field: Field, text: string): readonly Lookup[] {
  const piece = searchedText(text).slice(0, PIECE);
  return at(field.probe('piece', piece.length), [piece]);
}

export class Value extends Predicate {
  readonly #choices: readonly Choice[] | ReadonlySet<Choice>;
  /** The one choice where there are no others: most have one. */
  readonly #only: Choice | undefined;
  readonly #hasNumbers: boolean;
  /** What choices that are text are as numbers: a number equals its text, but not every text that is that number. */
  readonly #texts: readonly Key[];

  constructor(
    name: string,
    private readonly field: Field,
    choices: readonly Choice[],
    private readonly exact: boolean,
  ) {
    super(name);
    this.#choices = choices.length > FEW ? new Set(choices) : choices;
    this.#only = choices.length === 1 ? choices[0] : undefined;
    this.#hasNumbers = choices.some((choice) => typeof choice === 'number');
    this.#texts = choices.flatMap((choice) => (typeof choice === 'string' ? keysOf(choice).slice(1) : []));
  }

  override lookups(): readonly Lookup[] {
    return at(this.field.probe('value'), new Set([...this.#choices].flatMap(keysOf)));
  }

  protected override decide(): boolean {
    const { value } = this.field;
    if (typeof value === 'string') {
      if (this.#has(this.field.text(this.exact) ?? '')) return true;
      return this.#hasNumbers && this.field.number !== undefined && this.#has(this.field.number);
    }
    if (typeof value === 'number') return this.#has(value) || this.#texts.includes(value);
    return (value === null || typeof value === 'boolean') && this.#has(value);
  }

  #has(choice: Choice): boolean {
    if (this.#only !== undefined) return choice === this.#only;
    const choices = this.#choices;
    return 'has' in choices ? choices.has(choice) : choices.includes(choice);
  }
}

export class Part extends Predicate {
  override readonly effort = 1;
  constructor(
    name: string,
    private readonly field: Field,
    private readonly part: Choice,
    private readonly exact: boolean,
    private readonly test: LeafTest,
  ) {
    super(name);
  }

  override lookups(): readonly Lookup[] | undefined {
    const elements = at(this.field.probe('element'), keysOf(this.part));
    if (this.part === '') return undefined;
    return typeof this.part === 'string' ? [...elements, ...pieceOf(this.field, this.part)] : elements;
  }

  protected override decide(): boolean {
    const { field, part } = this;
    const text = field.text(this.exact);
    if (text !== undefined) return typeof part === 'string' && text.includes(part);
    return this.test(field.value, undefined);
  }
}

export class Prefix extends Predicate {
  constructor(
    name: string,
    private readonly field: Field,
    private readonly prefix: string,
    private readonly exact: boolean,
  ) {
    super(name);
  }

  override lookups(): readonly Lookup[] {
    const prefix = foldText(this.prefix, false);
    return at(this.field.probe('prefix', prefix.length), [prefix]);
  }

  protected override decide(): boolean {
    return this.field.text(this.exact)?.startsWith(this.prefix) === true;
  }
}

export class Range extends Predicate {
  constructor(
    name: string,
    readonly field: Field,
    readonly low: number,
    readonly high: number,
  ) {
    super(name);
  }

  /** One that is open at an end holds for too many to be worth it. */
  override lookups(): readonly Lookup[] | undefined {
    const { low, high } = this;
    if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
    if (low > high) return [];
    const { size, cells } = cellsOf(low, high);
    return at(this.field.probe('cell', size), cells);
  }

  protected override decide(): boolean {
    const { number } = this.field;
    return number !== undefined && this.low <= number && number <= this.high;
  }
}

/** An operator that decides for itself. */
export class Test extends Predicate {
  override readonly effort = 2;
  constructor(
    name: string,
    private readonly test: LeafTest,
    protected readonly field: Field,
    private readonly previous: Field | undefined,
  ) {
    super(name);
  }

  protected override decide(): boolean {
    return this.test(this.field.value, this.previous?.value);
  }
}

/** One that holds only for text with one of each of these inside, which is far quicker to tell. */
export class Pattern extends Test {
  constructor(
    name: string,
    test: LeafTest,
    field: Field,
    private readonly required: readonly OneOf[],
  ) {
    super(name, test, field, undefined);
  }

  override lookups(): readonly Lookup[] {
    return (this.required[0] ?? []).flatMap((text) => pieceOf(this.field, text));
  }

  protected override decide(): boolean {
    const { searched } = this.field;
    if (searched === undefined) return false;
    return this.required.every((texts) => texts.some((text) => searched.includes(text))) && super.decide();
  }
}
