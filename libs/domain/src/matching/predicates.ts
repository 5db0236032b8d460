import { parseField } from '../condition/fields.js';
import { PREPARE, type LeafTest } from '../condition/operators.js';
import type { ConditionLeaf } from '../condition/types.js';
import type { Engines } from '../engines.js';
import type { Path } from '../path.js';
import { Part, Pattern, Prefix, Range, Test, Value } from './field-predicates.js';
import type { Field, Fields } from './fields.js';
import { All, Any, Not, type Predicate } from './predicate.js';
import type { Term } from './terms-of.js';

/** All predicates that rules ask for, each once. */
export class Predicates {
  readonly #byName = new Map<string, Predicate>();

  constructor(
    private readonly fields: Fields,
    private readonly engines: Engines,
  ) {}

  get size(): number {
    return this.#byName.size;
  }

  /** Whoever takes one gives it back with {@link release}. */
  take(term: Term): Predicate {
    // No two terms differ in an infinite bound alone: a low one is always minus infinity, a high one plus.
    const name = JSON.stringify(term);
    let predicate = this.#byName.get(name);
    if (!predicate) {
      predicate = this.#make(name, term);
      this.#byName.set(name, predicate);
      for (const { probe, key } of predicate.lookups() ?? []) probe.ask(key);
    }
    predicate.users += 1;
    return predicate;
  }

  /** What many rules ask for comes first: it is decided already for most of them, while what few ask for is mostly what they were found by. */
  takeAll(terms: readonly Term[]): readonly Predicate[] {
    const taken = terms.map((term) => this.take(term));
    return taken.sort((left, right) => left.effort - right.effort || right.users - left.users);
  }

  release(predicates: readonly Predicate[]): void {
    for (const predicate of predicates) {
      predicate.users -= 1;
      if (predicate.users > 0) continue;
      this.#byName.delete(predicate.name);
      this.release(predicate.parts);
    }
  }

  #make(name: string, term: Term): Predicate {
    switch (term.kind) {
      case 'value':
        return new Value(name, this.#field(term.field), term.choices, term.exact);
      case 'prefix':
        return new Prefix(name, this.#field(term.field), term.text, term.exact);
      case 'range':
        return new Range(name, this.#field(term.field), term.low, term.high);
      case 'part': {
        const { field, caseSensitive = false } = term.leaf;
        return new Part(name, this.#field(field), term.value, caseSensitive, this.#test(term.leaf));
      }
      case 'pattern':
        return new Pattern(name, this.#test(term.leaf), this.#field(term.leaf.field), term.texts);
      case 'test': {
        const previous = parseField(term.leaf.field)?.previous;
        const test = this.#test(term.leaf);
        return new Test(name, test, this.#field(term.leaf.field), previous && this.#fieldAt(previous));
      }
      case 'all':
        return new All(
          name,
          term.terms.map((part) => this.take(part)),
        );
      case 'any':
        return new Any(
          name,
          term.terms.map((part) => this.take(part)),
        );
      case 'not':
        return new Not(name, [this.take(term.term)]);
    }
  }

  #field(name: string): Field {
    return this.#fieldAt(parseField(name)?.path ?? []);
  }

  #fieldAt(path: Path): Field {
    return this.fields.field(path.slice(1));
  }

  /** The workflow was compiled before, so there is one. */
  #test({ operator, value, caseSensitive = false }: ConditionLeaf): LeafTest {
    return PREPARE[operator](value, { caseSensitive, engines: this.engines }) ?? (() => false);
  }
}
