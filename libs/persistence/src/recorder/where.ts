/** Collects conditions and their parameters; a condition whose value is undefined is left out. */
export class Where {
  private readonly parts: string[] = [];
  readonly values: unknown[] = [];

  /** `?` in the condition stands for the value. */
  and(condition: string, value: unknown): this {
    if (value === undefined) return this;
    return this.all(condition, [value]);
  }

  /** Each `?` in turn stands for one of the values. */
  all(condition: string, values: readonly unknown[]): this {
    let next = 0;
    this.parts.push(condition.replaceAll('?', () => `$${this.values.push(values[next++])}`));
    return this;
  }

  get text(): string {
    return this.parts.length === 0 ? 'true' : this.parts.join(' AND ');
  }
}
