import {
  classify,
  succeeded,
  unknown,
  UNLISTED,
  type ActionOutcome,
  type ErrorRow,
  type HttpAnswer,
} from '@hookswitch/connector-sdk';
import { lookup, parsePath, type Json } from '@hookswitch/domain';
import { jsonOf } from '../json-of.js';
import { isSuccess, refusalOf } from '../refusal-of.js';
import { plain } from './plain.js';
import type { Template } from './template.js';

const TITLE = 'The gateway';

/** What a gateway's answer means by the connection's template. */
export function readAnswer(template: Template, answer: HttpAnswer, segments: number, now: number): ActionOutcome {
  const { success = {}, messageIdPath } = template;
  const said = jsonOf(answer);
  const isAccepted = success.statuses ? success.statuses.includes(answer.status) : isSuccess(answer);
  const isRead = success.path !== undefined || messageIdPath !== undefined;
  const found = success.path === undefined ? true : at(said, success.path);
  if (!isAccepted) return refusal(template, answer, now);
  if (isRead && (said === undefined || found === undefined)) {
    return unknown('unreadable_answer', `${TITLE} answered something that says neither yes nor no.`);
  }
  if (success.path !== undefined && !isRight(found, success.value)) return refusal(template, answer, now);
  return succeeded({ provider: 'custom', messageId: textAt(said, messageIdPath), segments });
}

/** What an answer without success means; `unlisted`: where the template says nothing. */
export function refusal(template: Template, answer: HttpAnswer, now: number, unlisted = sending(template, answer)) {
  const code = textAt(jsonOf(answer), template.errorPath) ?? undefined;
  return classify(
    [...(template.classes ?? []).map(rowOf), ...unlisted],
    refusalOf(TITLE, answer, { code, text: code }, now),
  );
}

/** A success of another kind than the template knows may have had its effect. */
const sending = ({ success }: Template, { status }: HttpAnswer): readonly ErrorRow[] =>
  success?.statuses?.includes(status) === false
    ? [{ status: [[200, 299]], class: 'unknown' }, ...UNLISTED.send]
    : UNLISTED.send;

function rowOf(row: NonNullable<Template['classes']>[number]): ErrorRow {
  return {
    class: row.class,
    ...(row.status !== undefined && { status: [row.status] }),
    ...(row.code !== undefined && { codes: [row.code] }),
    ...(row.afterSeconds !== undefined && { afterMs: row.afterSeconds * 1_000 }),
  };
}

const isRight = (found: Json | undefined, value: Json | undefined): boolean =>
  value === undefined ? found !== null && found !== false : plain(found) === plain(value);

function at(said: Json | undefined, path: string): Json | undefined {
  const parsed = parsePath(path);
  return said === undefined || parsed === undefined ? undefined : lookup(said, parsed);
}

function textAt(said: Json | undefined, path: string | undefined): string | null {
  const found = path === undefined ? undefined : at(said, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : null;
}
