import type { Pool, PoolClient } from 'pg';
import type { LetterDecision, RedrivableLetter, Redrive, SendLetters } from './care.js';
import { decide } from './decide.js';
import type { StoredDeadLetter } from './dead-letters.js';
import type { Page } from './history.js';
import { contentOf, listDeadLetters } from './read-dead-letters.js';
import { REDRIVE, redriveOf, type RedriveRow } from './redrive-rows.js';
import { inTransaction } from './transaction.js';

/** So many times a second a redrive sends its share. */
const SHARES = 4;
const MOST_LETTERS = 500;
/** What is in hand at a time; one letter may be larger. */
const MOST_BYTES = 8 << 20;

const DUE = `${REDRIVE} WHERE state = 'running' AND next_at <= $1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

const ADVANCE = `
UPDATE history.redrives SET redriven = redriven + $2, skipped = skipped + $3, after_at = coalesce($4, after_at),
  after_id = coalesce($5, after_id), next_at = $6, state = CASE WHEN $7 THEN 'done' ELSE state END, ended_at = CASE WHEN $7 THEN $8::timestamptz END
WHERE id = $1`;

/** See `Care.work`. */
export const workRedrive = (pool: Pool, now: number, send: SendLetters): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    const at = new Date(now).toISOString();
    const { rows } = await client.query<RedriveRow>(DUE, [at]);
    if (!rows[0]) return false;
    const [redrive, page] = [redriveOf(rows[0]), pageOf(rows[0])];
    const found = await listDeadLetters(client, redrive.tenant, openBefore(redrive), page, { order: 'oldest' });
    const letters = withinBytes(found);
    const sent = await send(redrive, await withContents(client, letters));
    const { tenant, by } = redrive;
    await decide(client, { tenant, by, at }, [...sent].map(redriven));
    const isLast = (found.length < page.limit && letters.length === found.length) || left(redrive) <= letters.length;
    const [last, next] = [letters.at(-1), now + (1_000 * letters.length) / redrive.perSecond];
    const progress = [sent.size, letters.length - sent.size, last?.at, last?.id, new Date(next).toISOString()];
    await client.query(ADVANCE, [redrive.id, ...progress, isLast, at]);
    return true;
  });

const left = ({ most = Infinity, redriven: done, skipped }: Redrive): number => most - done - skipped;

function pageOf(row: RedriveRow): Page {
  const share = Math.min(Math.max(1, Math.round(row.per_second / SHARES)), MOST_LETTERS, left(redriveOf(row)));
  const after =
    row.after_at && row.after_id !== null ? { at: row.after_at.toISOString(), id: row.after_id } : undefined;
  return { limit: share, ...(after && { after }) };
}

/** One that dies again while others are still redriven is no longer one of them. */
function openBefore({ filter, startedAt }: Redrive) {
  const isEarlier = filter.to !== undefined && Date.parse(filter.to) < Date.parse(startedAt);
  return { ...filter, state: 'open' as const, to: isEarlier ? filter.to : startedAt };
}

function withinBytes(letters: readonly StoredDeadLetter[]): readonly StoredDeadLetter[] {
  let bytes = 0;
  const tooMuch = letters.findIndex((letter) => (bytes += letter.kind === 'message' ? letter.bytes : 0) > MOST_BYTES);
  return tooMuch < 0 ? letters : letters.slice(0, Math.max(1, tooMuch));
}

async function withContents(client: PoolClient, letters: readonly StoredDeadLetter[]) {
  const whole: RedrivableLetter[] = [];
  for (const letter of letters) {
    if (letter.kind === 'command') whole.push(letter);
    else whole.push({ ...letter, ...(await contentOf(client, letter.id)) });
  }
  return whole;
}

const redriven = (letter: StoredDeadLetter): LetterDecision => ({
  letter: letter.id,
  redrives: letter.kind === 'command' ? letter.redrives : 0,
  what: 'redriven',
});
