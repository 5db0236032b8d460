import type { DocumentCode } from '../codes/document-codes.js';
import type { Engines } from '../engines.js';
import { MAX_PATTERN_LENGTH } from '../condition/operators.js';
import { accessOf, hasOf } from './access.js';
import { BINARY, isInt64 } from './arithmetic.js';
import { elementOf, metered, type Eval } from './frame.js';
import { FUNCTIONS, METHODS, search, type CelFunction } from './functions.js';
import { binary, choice, constant, logical, mapOf, negative, not, valuesOf } from './logic.js';
import { isMacro, isVariable, loopOf } from './macros.js';
import type { CelBinary, CelSyntax, CelVariable } from './syntax.js';
import { offsetMs, PART_NAMES } from './times.js';
import { Fault, kindOf, type CelValue } from './values.js';

export interface CelSlip {
  readonly code: DocumentCode;
  readonly message: string;
  /** Offset in the text. */
  readonly start: number;
}

type Node<Op extends CelSyntax['op']> = Extract<CelSyntax, { readonly op: Op }>;

const isBinary = (node: CelSyntax): node is Node<CelBinary> => Object.hasOwn(BINARY, node.op);

/** Turns a tree into functions, and notes everything in it that cannot be decided here. */
export class CelCompiler {
  readonly slips: CelSlip[] = [];
  /** Names of the elements of the loops around the node at hand. */
  readonly #elements: string[] = [];

  constructor(
    private readonly text: string,
    private readonly engines: Engines,
  ) {}

  compile(node: CelSyntax): Eval {
    return metered(this.#eval(node));
  }

  #eval(node: CelSyntax): Eval {
    if (isBinary(node)) {
      const [left, right] = node.args;
      return binary(node.op, this.compile(left), this.compile(right));
    }
    switch (node.op) {
      case 'value':
        return this.#literal(node.args, node.start);
      case 'id':
        return this.#name(node);
      case '.':
      case '.?':
        return this.#access(node, node.args[0], constant(node.args[1]), node.op === '.?');
      case '[]':
      case '[?]':
        return this.#access(node, node.args[0], this.compile(node.args[1]), node.op === '[?]');
      case 'call':
        return this.#call(node);
      case 'rcall':
        return this.#method(node);
      case 'list':
        return this.#list(node);
      case 'map':
        return this.#map(node);
      case '?:':
        return choice(this.compile(node.args[0]), this.compile(node.args[1]), this.compile(node.args[2]));
      case '&&':
      case '||':
        return logical(node.op === '||', this.compile(node.args[0]), this.compile(node.args[1]));
      case '!_':
        return not(this.compile(node.args));
      case '-_':
        return this.#negative(node);
    }
  }

  #literal(value: Node<'value'>['args'], start: number): Eval {
    if (typeof value === 'object' && value !== null) {
      return this.#slip(start, 'cel_unsupported', 'Bytes and unsigned numbers are not supported.');
    }
    if (typeof value !== 'bigint' || isInt64(value)) return constant(value);
    return this.#slip(start, 'cel_invalid', 'A whole number has at most 64 bits.');
  }

  #name({ args: name, start }: Node<'id'>): Eval {
    if (this.#elements.includes(name)) return (frame) => elementOf(frame, name);
    if (!isVariable(name)) return this.#slip(start, 'cel_unsupported', `There is no "${name}".`);
    return ({ scope }) => fromJson(scope[name as CelVariable]);
  }

  #access(node: CelSyntax, of: CelSyntax, key: Eval, optional: boolean): Eval {
    return accessOf(this.compile(of), key, optional, { of: this.#source(of), whole: this.#source(node) });
  }

  #call({ args: [name, args], start }: Node<'call'>): Eval {
    const [first] = args;
    if (name === 'has') {
      if (!first || args.length > 1 || first.op !== '.') {
        return this.#slip(start, 'cel_invalid', '"has" takes one field, such as has(event.properties.direction).');
      }
      const [of, field] = first.args;
      return hasOf(this.compile(of), constant(field), { of: this.#source(of), whole: this.#source(first) });
    }
    return this.#apply(name, FUNCTIONS.get(name), args, start);
  }

  #method({ args: [name, receiver, args], start }: Node<'rcall'>): Eval {
    if (name === 'matches') return this.#matches(start, [receiver, ...args]);
    if (isMacro(name)) return this.#loop(name, receiver, args, start);
    const [zone] = args;
    if (PART_NAMES.includes(name) && zone?.op === 'value' && typeof zone.args === 'string') {
      const isKnown = offsetMs(0, zone.args, this.engines) !== undefined;
      if (!isKnown) return this.#slip(zone.start, 'unknown_zone', `There is no time zone "${zone.args}".`);
    }
    return this.#apply(name, METHODS.get(name), [receiver, ...args], start);
  }

  #apply(name: string, called: CelFunction | undefined, args: readonly CelSyntax[], start: number): Eval {
    if (!called?.arity.includes(args.length)) {
      return this.#slip(start, 'cel_unsupported', `There is no function "${name}" with such arguments here.`);
    }
    const { engines } = this;
    const each = args.map((arg) => this.compile(arg));
    return (frame) => {
      const values = valuesOf(each, frame);
      if (values instanceof Fault) return values;
      const { meter } = frame;
      // Text is looked through by most of them.
      for (const value of values) if (typeof value === 'string') meter.left -= value.length >> 6;
      if (meter.left < 0) return new Fault('it is too long');
      const value = called.apply(values, { meter, engines });
      return value === undefined ? new Fault(`"${name}" does not work with ${kinds(values)}`) : value;
    };
  }

  /** CEL's own would backtrack, so RE2 takes its place; only a pattern that is known now can be checked. */
  #matches(start: number, args: readonly CelSyntax[]): Eval {
    const [text, pattern] = args;
    if (!text || pattern?.op !== 'value' || typeof pattern.args !== 'string' || args.length > 2) {
      const message =
        '"matches" takes a pattern that is written in the expression, not one that is put together or read.';
      return this.#slip(pattern?.start ?? start, 'cel_pattern_not_literal', message);
    }
    if (pattern.args.length > MAX_PATTERN_LENGTH) {
      return this.#slip(pattern.start, 'pattern_too_long', `A pattern has at most ${MAX_PATTERN_LENGTH} characters.`);
    }
    const matcher = this.engines.compilePattern(pattern.args, { caseSensitive: true });
    if (!matcher) {
      const message = 'This is not an RE2 pattern (no look-ahead, no back-reference), or repeats too much.';
      return this.#slip(pattern.start, 'invalid_pattern', message);
    }
    const read = this.compile(text);
    return (frame) => {
      const value = read(frame);
      return value instanceof Fault ? value : search(matcher, value, frame.meter);
    };
  }

  #loop(macro: string, range: CelSyntax, args: readonly CelSyntax[], start: number): Eval {
    const [element, ...bodies] = args;
    if (
      element?.op !== 'id' ||
      isVariable(element.args) ||
      bodies.length === 0 ||
      bodies.length > (macro === 'map' ? 2 : 1)
    ) {
      const message = `"${macro}" takes a name of your own for the element and what is said about it, such as list.${macro}(x, x == 1).`;
      return this.#slip(element?.start ?? start, 'cel_invalid', message);
    }
    const over = this.compile(range);
    this.#elements.push(element.args);
    const inner = bodies.map((body) => this.compile(body));
    this.#elements.pop();
    return loopOf(macro, over, element.args, inner);
  }

  #list({ args }: Node<'list'>): Eval {
    const items = args.map((item) => this.compile(item));
    return (frame) => valuesOf(items, frame);
  }

  #map({ args }: Node<'map'>): Eval {
    const names: string[] = [];
    for (const [key] of args) {
      if (key.op !== 'value' || typeof key.args !== 'string') {
        return this.#slip(key.start, 'cel_unsupported', 'Keys of a map are written as text here.');
      }
      if (names.includes(key.args)) return this.#slip(key.start, 'cel_invalid', 'This key is there twice.');
      names.push(key.args);
    }
    return mapOf(
      names,
      args.map(([, value]) => this.compile(value)),
    );
  }

  #negative({ args: operand, start }: Node<'!_' | '-_'>): Eval {
    if (operand.op === 'value' && typeof operand.args === 'bigint') return this.#literal(-operand.args, start);
    return negative(this.compile(operand));
  }

  #source({ start, end }: CelSyntax): string {
    const source = this.text.slice(start, end).trim();
    return source.length > 120 ? `${source.slice(0, 120)}…` : source;
  }

  #slip(start: number, code: DocumentCode, message: string): Eval {
    this.slips.push({ start, code, message });
    return constant(null);
  }
}

/** Values of JSON are values of CEL as they are. Not told by type: lint would compare the two without end. */
const fromJson = (json: unknown) => json as CelValue;

const kinds = (values: readonly CelValue[]): string => values.map(kindOf).join(' and ');
