/** More branches than these are not worth as many look-ups. */
const MAX_BRANCHES = 16;
/** A shorter text is in too many. */
const MIN_LENGTH = 3;
/** Groups within groups; a pattern of more is left alone. */
const MAX_DEPTH = 20;

/** Texts in lower case of which one is inside. */
export type OneOf = readonly string[];

/**
 * What is inside of whatever the RE2 pattern matches, written with any capitals: one of each. What is best to look for comes first; empty when nothing is
 * known. The pattern compiles. What this does not understand it takes to match anything, so that it only ever says too little.
 *
 * The last character of a run is left out: the text may go on with a mark that composes with it.
 */
export function requiredTexts(pattern: string): readonly OneOf[] {
  const reader = new Reader(pattern);
  const required = reader.alternatives(0);
  return reader.isDone ? required.toSorted((left, right) => worthOf(right) - worthOf(left)) : [];
}

class Reader {
  #at = 0;
  #failed: boolean;

  constructor(private readonly pattern: string) {
    this.#failed = QUOTES_OR_BYTES.test(pattern);
  }

  get isDone(): boolean {
    return !this.#failed && this.#at === this.pattern.length;
  }

  /** Up to the end or the group's closing bracket. */
  alternatives(depth: number): readonly OneOf[] {
    if (depth > MAX_DEPTH) this.#failed = true;
    const first = this.#sequence(depth);
    const best = [bestOf(first)];
    while (!this.#failed && this.#take('|')) best.push(bestOf(this.#sequence(depth)));
    if (best.length === 1) return first;
    const texts = best.flat();
    return best.some(({ length }) => length === 0) || texts.length > MAX_BRANCHES ? [] : [texts];
  }

  #sequence(depth: number): readonly OneOf[] {
    const required: OneOf[] = [];
    let run = '';
    const endRun = () => {
      if (run.length > MIN_LENGTH) required.push([run.slice(0, -1)]);
      run = '';
    };
    while (!this.#failed && this.#at < this.pattern.length && !/^[|)]/.test(this.#next)) {
      const item = this.#item(depth);
      const { least, repeated } = this.#quantifier();
      if (typeof item === 'string' && least > 0) run += item;
      if (typeof item === 'string' && !repeated) continue;
      endRun();
      if (typeof item !== 'string' && least > 0) required.push(...item);
    }
    endRun();
    return required;
  }

  /** A character that stands for itself, or else what is inside of whatever matches it. */
  #item(depth: number): string | readonly OneOf[] {
    const char = this.#next;
    this.#at += 1;
    if (char === '(') return this.#group(depth);
    if (char === '[') return this.#skip(/^\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/su);
    if (char === '\\') return this.#escape();
    if (/[*+?{]/.test(char)) this.#failed = true;
    return /[\w !"#%&',\-/:;<=>@`~]/.test(char) ? char.toLowerCase() : ANYTHING;
  }

  #group(depth: number): readonly OneOf[] {
    if (this.#next === '?') {
      this.#skip(/^\?(?:P?<\w+>|[imsU]*(?:-[imsU]+)?(?::|(?=\))))/);
    }
    const required = this.alternatives(depth + 1);
    if (!this.#take(')')) this.#failed = true;
    return required;
  }

  #escape(): string | readonly OneOf[] {
    const char = this.#next;
    if (/[^\w\s]/.test(char) && char < '\u{7f}') {
      this.#at += 1;
      return char;
    }
    // Octal numbers are left alone.
    return this.#skip(/^(?:[pP](?:\{\^?\w+\}|[A-Z])|x(?:\{[\da-fA-F]+\}|[\da-fA-F]{2})|[aAbBdDfnrsStvwWz])/);
  }

  #quantifier(): { readonly least: number; readonly repeated: boolean } {
    const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.pattern.slice(this.#at));
    if (!found) return { least: 1, repeated: false };
    this.#at += found[0].length;
    return { least: found[1] === undefined ? Number(found[0].startsWith('+')) : Number(found[1]), repeated: true };
  }

  #skip(what: RegExp): readonly OneOf[] {
    const found = what.exec(this.pattern.slice(this.#at));
    if (found) this.#at += found[0].length;
    else this.#failed = true;
    return ANYTHING;
  }

  #take(char: string): boolean {
    const taken = this.#next === char;
    if (taken) this.#at += 1;
    return taken;
  }

  get #next(): string {
    return this.pattern.charAt(this.#at);
  }
}

const QUOTES_OR_BYTES = /\\[QEC]/;
const ANYTHING: readonly OneOf[] = [];

/** Long texts are in few, and one is better than several. */
const worthOf = (texts: OneOf): number =>
  Math.min(...texts.map(({ length }) => length)) - texts.length / (MAX_BRANCHES + 1);

const bestOf = (required: readonly OneOf[]): OneOf =>
  required.reduce<OneOf>((best, texts) => (best.length > 0 && worthOf(best) >= worthOf(texts) ? best : texts), []);
