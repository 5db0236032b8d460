import {
  classify,
  succeeded,
  unknown,
  UNLISTED,
  type ActionOutcome,
  type ErrorRow,
  type HttpAnswer,
} from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type JsonObject } from '@hookswitch/domain';
import { jsonOf } from '../json-of.js';
import { isSuccess, refusalOf } from '../refusal-of.js';
import { refusedWhole } from './refused-whole.js';
import { VONAGE_ERRORS } from './errors.js';

const SENDING: readonly ErrorRow[] = [...VONAGE_ERRORS, ...UNLISTED.send];

/** What the entries for the parts of a message come to; Vonage refuses parts inside a 200. */
export function readParts(answer: HttpAnswer, now: number): ActionOutcome {
  const said = jsonOf(answer);
  if (!isSuccess(answer)) return classify(SENDING, refusedWhole(answer, said, now));
  const parts = partsOf(said);
  const count = Math.max(Number(said?.['message-count']) || 0, parts.length);
  const refusals = parts
    .filter(({ status }) => status !== '0' && status !== 0)
    .map((part) => classify(SENDING, refusedPart(answer, part, now)));
  const [refusal] = refusals;
  if (parts.length === 0) {
    return unknown('unreadable_answer', 'Vonage answered something that says neither yes nor no.');
  }
  if (refusal === undefined) return succeeded({ provider: 'vonage', messageId: idOf(parts), segments: count });
  // As long as one part may have gone out, a repeat could send it twice.
  if (refusals.length === count) return refusals.find(({ kind }) => kind === 'unknown') ?? refusal;
  const message = `Of ${count} parts of the message ${refusals.length} did not go out. ${refusal.error.message}`;
  return unknown('partly_refused', message);
}

const refusedPart = (answer: HttpAnswer, part: JsonObject, now: number) =>
  refusalOf('Vonage', answer, { code: part.status, text: part['error-text'] }, now);

/** None unless each of them says what became of it. */
function partsOf(said: JsonObject | undefined): readonly JsonObject[] {
  const parts = isJsonArray(said?.messages) ? said.messages.filter(isJsonObject) : [];
  return parts.every(({ status }) => typeof status === 'string' || typeof status === 'number') ? parts : [];
}

/** Of the first part: receipts name all of them by their own. */
const idOf = ([first]: readonly JsonObject[]): string | null => {
  const id = first?.['message-id'];
  return typeof id === 'string' ? id : null;
};
