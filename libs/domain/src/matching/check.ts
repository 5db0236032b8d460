import { isJsonArray } from '../json.js';
import { keysOf, type Access, type FieldAccess, type Key } from './access.js';
import { branchesOf } from './costs.js';
import type { Field, Fields } from './fields.js';

/** Whether an access holds for the event at hand. One shape for all kinds: this runs for every rule that an index finds. */
export class Check {
  private readonly kind: FieldAccess['kind'];
  private readonly keys: readonly Key[];
  /** The prefix, or the part that a text must have. */
  private readonly text: string | undefined;
  private readonly low: number;
  private readonly high: number;

  private constructor(
    private readonly field: Field,
    access: FieldAccess,
    /** The other branches of an `any`. */
    private readonly others: readonly Check[],
  ) {
    this.kind = access.kind;
    this.keys = 'keys' in access ? access.keys : [];
    this.text = access.kind === 'prefix' ? access.prefix : access.kind === 'element' ? access.text : undefined;
    this.low = access.kind === 'range' ? access.low : 0;
    this.high = access.kind === 'range' ? access.high : 0;
  }

  /** undefined: an `any` without branches. */
  static of(access: Access, fields: Fields): Check | undefined {
    const [first, ...rest] = branchesOf(access);
    if (!first) return undefined;
    const others = rest.map((branch) => new Check(fields.field(branch.field), branch, []));
    return new Check(fields.field(first.field), first, others);
  }

  holds(fields: Fields): boolean {
    const { field, others } = this;
    field.load(fields.event, fields.stamp);
    if (field.value !== undefined && this.#fits(field)) return true;
    for (const other of others) if (other.holds(fields)) return true;
    return false;
  }

  #fits(field: Field): boolean {
    const { value, number } = field;
    switch (this.kind) {
      case 'range':
        return number !== undefined && this.low <= number && number <= this.high;
      case 'prefix':
        return field.text?.startsWith(this.text ?? '') === true;
      case 'value':
        return this.#isKey(field);
      case 'element':
        if (isJsonArray(value)) return value.some((item) => keysOf(item)?.some((key) => this.keys.includes(key)));
        return this.text !== undefined && field.text?.includes(this.text) === true;
    }
  }

  #isKey({ value, text, number }: Field): boolean {
    const { keys } = this;
    if (number !== undefined && keys.includes(number)) return true;
    if (text !== undefined) return keys.includes(text);
    return (typeof value === 'boolean' || value === null) && keys.includes(value);
  }
}
