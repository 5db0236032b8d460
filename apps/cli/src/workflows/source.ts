import { LineCounter } from 'yaml';

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A text that documents are read from, for places in it and for lines to be shown. */
export class Source {
  readonly counter = new LineCounter();
  #shown: string;
  #isRead = false;

  constructor(
    /** As it was typed or found; `standard input`. */
    readonly file: string,
    readonly text: string,
  ) {
    this.#shown = text;
  }

  place(offset: number): Place {
    const { line, col } = this.counter.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** What stands between is a credential, and is never shown. */
  hide(from: number, to: number): void {
    const hidden = this.#shown.slice(from, to).replaceAll(/[^\n]/g, '•');
    this.#shown = this.#shown.slice(0, from) + hidden + this.#shown.slice(to);
  }

  /** Credentials have been hidden: from now on every line may be shown. */
  read(): void {
    this.#isRead = true;
  }

  /** The line as it may be shown; undefined where it may hold a credential that nobody could tell from other text. */
  line(number: number): string | undefined {
    const line = this.#shown.split('\n')[number - 1]?.replace(/\r$/, '');
    return !this.#isRead && line !== undefined && CREDENTIAL.test(line) ? undefined : line;
  }
}

/** For text that is no YAML: better a line too few than a password in the log of a pipeline. */
const CREDENTIAL =
  /auth|token|secret|passw|pwd|credential|bearer|cookie|api.?key|access.?key|private.?key|signing.?key/i;
