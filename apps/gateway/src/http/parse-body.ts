import type { Json } from '@hookswitch/domain';
import { LineCounter, parseDocument } from 'yaml';
import { ApiError } from '../problem/api-error.js';
import { checkJson } from './check-json.js';

/** A body in JSON; throws an {@link ApiError} with status 400. */
export function parseJsonBody(body: Buffer): Json {
  const text = utf8(body);
  try {
    return checkJson(JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('malformed_json', jsonPlace(text, error));
  }
}

const MAX_ALIASES = 50;

/** A body in YAML (core schema, one document): the same values that JSON could say. Errors name line and column. */
export function parseYamlBody(body: Buffer): Json {
  const lineCounter = new LineCounter();
  const document = parseDocument(utf8(body), { schema: 'core', uniqueKeys: true, lineCounter, prettyErrors: false });
  // An unknown tag is only a warning to the library.
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw malformed(`Line ${line}, column ${col}: ${problem.message}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw malformed(`Line 1, column 1: aliases expand to more than ${MAX_ALIASES} times what is written.`);
  }
  return checkJson(jsonOnly(value));
}

/** YAML knows values that JSON does not: infinity, not a number, big integers. */
function jsonOnly(value: unknown): Json {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part))) {
      throw malformed(`Line 1, column 1: ${String(part)} is no number in JSON.`);
    }
    return part;
  }) as string | undefined;
  return text === undefined ? null : (JSON.parse(text) as Json);
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body);
  } catch {
    throw new ApiError('malformed_request', 'The body is not valid UTF-8.');
  }
}

function jsonPlace(text: string, error: unknown): string {
  const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  if (position === undefined) return text.trim() === '' ? 'The body is empty.' : 'It ends too early.';
  const before = text.slice(0, Number(position)).split('\n');
  return `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: this is not expected here.`;
}

const malformed = (detail: string): ApiError => new ApiError('malformed_yaml', detail);
