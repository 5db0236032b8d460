import type { DocumentCode } from '../codes/document-codes.js';
import { parsePath, type Path } from '../path.js';
import { nearest } from '../nearest.js';
import { callProblem, FILTER_NAMES, type Argument, type FilterCall } from './filters.js';

export interface Placeholder {
  /** As written between the braces. */
  readonly source: string;
  readonly path: Path;
  readonly filters: readonly FilterCall[];
}

/** Literal text and placeholders in order. */
export interface Template {
  readonly parts: readonly (string | Placeholder)[];
  readonly problems: readonly TemplateProblem[];
}

export interface TemplateProblem {
  readonly code: DocumentCode;
  readonly message: string;
}

const MAX_FILTERS = 10;
const SPACE = /\s*/y;
const PATH = /[^\s|{}"]+/y;
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
const TEXT = /"([^"\\]*(?:\\["\\nt][^"\\]*)*)"/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

/** One pass over a text. What cannot be read is a problem and no part; the rest of the text is read on. */
export function parseTemplate(text: string): Template {
  const parts: (string | Placeholder)[] = [];
  const problems: TemplateProblem[] = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
    if (open > at) parts.push(text.slice(at, open));
    const reader = new Reader(text, open + 2);
    const placeholder = reader.placeholder();
    if ('code' in placeholder) problems.push(placeholder);
    else parts.push(placeholder);
    at = 'code' in placeholder ? afterBroken(text, reader.at) : reader.at;
  }
  if (at < text.length || parts.length === 0) parts.push(text.slice(at));
  return { parts, problems };
}

/** Where reading goes on after what could not be read. */
function afterBroken(text: string, from: number): number {
  const close = text.indexOf('}}', from);
  return close < 0 ? text.length : close + 2;
}

/** Reads one placeholder; `at` is behind its opening braces and ends behind the closing ones. */
class Reader {
  private readonly start: number;

  constructor(
    private readonly text: string,
    public at: number,
  ) {
    this.start = at;
  }

  placeholder(): Placeholder | TemplateProblem {
    this.take(SPACE);
    const written = this.take(PATH)?.[0];
    const path = written === undefined ? undefined : parsePath(written);
    if (!path) return this.unexpected(written);
    const filters: FilterCall[] = [];
    for (this.take(SPACE); this.text[this.at] === '|'; this.take(SPACE)) {
      this.at += 1;
      const filter = this.filter();
      if ('code' in filter) return filter;
      filters.push(filter);
    }
    if (!this.text.startsWith('}}', this.at)) return this.unexpected();
    const source = this.text.slice(this.start, this.at);
    this.at += 2;
    if (filters.length <= MAX_FILTERS) return { source, path, filters };
    return { code: 'invalid_template', message: `A placeholder takes at most ${MAX_FILTERS} filters.` };
  }

  private filter(): FilterCall | TemplateProblem {
    this.take(SPACE);
    const written = this.take(NAME)?.[0];
    if (written === undefined) return this.unexpected();
    const name = FILTER_NAMES.find((known) => known === written);
    if (!name) {
      const near = nearest(written, FILTER_NAMES);
      const hint = near === undefined ? `The filters are ${FILTER_NAMES.join(', ')}.` : `Did you mean "${near}"?`;
      return { code: 'unknown_filter', message: `There is no filter "${written}". ${hint}` };
    }
    const args: Argument[] = [];
    for (this.take(SPACE); this.text[this.at] === ':'; this.take(SPACE)) {
      this.at += 1;
      const argument = this.argument();
      if (argument === undefined) return this.badArgument(name);
      args.push(argument);
    }
    const message = callProblem({ name, args });
    return message === undefined ? { name, args } : { code: 'invalid_argument', message };
  }

  private argument(): Argument | undefined {
    this.take(SPACE);
    const text = this.take(TEXT)?.[1];
    if (text !== undefined) return text.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
    const number = this.take(NUMBER)?.[0];
    return number === undefined ? undefined : Number(number);
  }

  private badArgument(name: string): TemplateProblem {
    if (this.at >= this.text.length || !this.text.includes('}}', this.at)) return this.unexpected();
    const message = `An argument of "${name}" is a number or text in double quotes, such as ${name}:"…".`;
    return { code: 'invalid_argument', message };
  }

  private unexpected(path?: string): TemplateProblem {
    const place = excerpt(this.text, this.start - 2);
    if (this.text.startsWith('{', this.at)) {
      const message = `"${place}": placeholders do not nest, and are written with two braces: {{event.id}}.`;
      return { code: 'nested_placeholder', message };
    }
    if (!this.text.includes('}}', this.at)) {
      return { code: 'unclosed_placeholder', message: `"${place}": "{{" without "}}".` };
    }
    if (path !== undefined) return { code: 'invalid_path', message: `"${path}" is not a path such as event.id.` };
    if (this.text.startsWith('}}', this.at) && this.text.slice(this.start, this.at).trim() === '') {
      return { code: 'invalid_path', message: '"{{}}" names nothing; write a path such as {{event.id}}.' };
    }
    const message = `"${place}": after the path come filters such as | upper, then "}}".`;
    return { code: 'invalid_template', message };
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }
}

const excerpt = (text: string, from: number): string =>
  text.length - from > 40 ? `${text.slice(from, from + 40)}…` : text.slice(from);
