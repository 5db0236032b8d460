import type { Json } from '@hookswitch/domain';
import { parseJson } from '@hookswitch/messaging';
import { LineCounter, parseDocument } from 'yaml';
import { ApiError } from '../problem/api-error.js';
import { checkJson } from './check-json.js';

/** A body in JSON; throws an {@link ApiError} with status 400. A number that JavaScript would round stays the text that it was. */
export function parseJsonBody(body: Buffer): Json {
  const parsed = parseJson(body);
  if (parsed.ok) return checkJson(parsed.value);
  const { code, message } = parsed.error;
  if (code === 'invalid_utf8') throw new ApiError('malformed_request', `The body is ${message}.`);
  throw new ApiError('malformed_json', `The body is refused: ${message}.`);
}

const MAX_ALIASES = 50;

/** A body in YAML (core schema, one document): the same values that JSON could say. Errors name line and column. */
export function parseYamlBody(body: Buffer): Json {
  const lineCounter = new LineCounter();
  const document = parseDocument(utf8(body), {
    ...{ schema: 'core', uniqueKeys: true, intAsBigInt: true },
    ...{ lineCounter, prettyErrors: false },
  });
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

/** YAML knows values that JSON does not: infinity, not a number, integers of any length. The latter stay the text that they were. */
function jsonOnly(value: unknown): Json {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
    if (typeof part === 'number' && !Number.isFinite(part)) {
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

const malformed = (detail: string): ApiError => new ApiError('malformed_yaml', detail);
