import type { JsonObject } from '@hookswitch/domain';
import { text } from '../answer-fields.js';
import type { Finding } from './finding.js';
import type { WrittenDocument } from './documents.js';

interface Pointed {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** Problems of a document, with the places where they were written. */
export const problemsOf = (
  written: WrittenDocument,
  problems: readonly Pointed[],
  severity: Finding['severity'],
): readonly Finding[] =>
  problems.map(({ pointer, code, message }) =>
    written.finding({ pointer, code, message, severity, atKey: AT_KEY.has(code) }),
  );

/** As the gateway answered them. */
export const answered = (problems: readonly JsonObject[]): readonly Pointed[] =>
  problems.map(({ pointer, code, message }) => ({ pointer: text(pointer), code: text(code), message: text(message) }));

/** Wrong is the name, whatever its value. */
const AT_KEY: ReadonlySet<string> = new Set(['unknown_field', 'additionalProperties', 'invalid_label']);
