import type { DocumentCode } from '../../codes/document-codes.js';
import { didYouMean } from '../../nearest.js';

/** What is wrong, or doubtful, at one place of a document; those of workflows unless `Code` says otherwise. */
export interface Problem<Code extends string = DocumentCode> {
  /** JSON pointer (RFC 6901) into the document; '' is its root. */
  readonly pointer: string;
  /** Stable, and one that docs/reference/errors.md lists. */
  readonly code: Code;
  readonly message: string;
}

/** Nobody reads more, and an answer with one problem for every few bytes of a hostile document would be far larger than that. */
const MAX_PROBLEMS = 500;
/** Comparing names takes time: ten thousand slips among a thousand names would hold up the process. */
const MAX_HINTS = 50;

/** Collects what is found, so that an author sees all of it at once. */
export class Report {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];
  #hints = 0;

  error(pointer: string, code: DocumentCode, message: string): void {
    if (this.errors.length < MAX_PROBLEMS) this.errors.push({ pointer, code, message });
  }
  warning(pointer: string, code: DocumentCode, message: string): void {
    if (this.warnings.length < MAX_PROBLEMS) this.warnings.push({ pointer, code, message });
  }
  /** {@link didYouMean}, for the first slips of a document. */
  hint(word: string, candidates: Iterable<string>): string {
    if (this.#hints === MAX_HINTS) return '';
    this.#hints += 1;
    return didYouMean(word, candidates);
  }
}

/** The pointer of something below another: `at('/spec', 'a/b', 0)` is `/spec/a~1b/0`. */
export const at = (pointer: string, ...keys: readonly (string | number)[]): string =>
  pointer + keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
