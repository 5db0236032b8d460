/** Gives every new secret of a document a name of its own. */
export class SecretNames {
  /** By base: where to look next, so that many with one base do not start over each time. */
  readonly #counts = new Map<string, number>();

  /** `inUse`: a new credential must not take the name of one that was extracted before and has moved to another place. */
  constructor(private readonly inUse: ReadonlySet<string>) {}

  /** The base itself, or with a number behind it. */
  give(base: string): string {
    for (let count = (this.#counts.get(base) ?? 0) + 1; ; count += 1) {
      const name = count === 1 ? base : `${base}-${count}`;
      this.#counts.set(base, count);
      // A name may be another's base: of `a` the second is `a-2`.
      if (this.inUse.has(name) || (count > 1 && this.#counts.has(name))) continue;
      if (count > 1) this.#counts.set(name, 1);
      return name;
    }
  }
}
