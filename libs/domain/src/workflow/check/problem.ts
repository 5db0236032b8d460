/** What is wrong, or doubtful, at one place of a workflow document. */
export interface Problem {
  /** JSON pointer (RFC 6901) into the document; '' is its root. */
  readonly pointer: string;
  /** Stable, lower case with underscores. */
  readonly code: string;
  readonly message: string;
}

/** Collects everything that is found, so that an author sees all of it at once. */
export class Report {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];

  error(pointer: string, code: string, message: string): void {
    this.errors.push({ pointer, code, message });
  }
  warning(pointer: string, code: string, message: string): void {
    this.warnings.push({ pointer, code, message });
  }
}

/** The pointer of something below another: `at('/spec', 'a/b', 0)` is `/spec/a~1b/0`. */
export const at = (pointer: string, ...keys: readonly (string | number)[]): string =>
  pointer + keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
