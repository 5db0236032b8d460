import type { Pool } from 'pg';
import type { Cause, DeadCommand, DeadMessage, StoredDeadLetter } from './dead-letters.js';
import type { RunCommand } from './history.js';
import { compact } from './rows.js';

/** So often a message may have been published again for all of it to be told. */
const LONGEST_CHAIN = 20;

/** Each end of the command, and what people made of it. */
export async function reasonsOfCommand(
  pool: Pool,
  { id, tenant }: DeadCommand,
  { attempts }: RunCommand,
): Promise<readonly Cause[]> {
  const { rows } = await pool.query<{ what: Cause['what']; reason: string | null; who: string; at: Date }>(
    'SELECT what, reason, who, at FROM history.decisions WHERE tenant = $1 AND letter = $2',
    [tenant, id],
  );
  const decisions = rows.map(({ what, reason, who: by, at }) => compact({ what, at: at.toISOString(), reason, by }));
  const deaths = attempts
    .filter(({ status }) => status === 'dead')
    .map(({ finishedAt: at, reason, error, attempt }) =>
      compact({ what: 'died' as const, at, reason, code: error?.code, message: error?.message, attempt }),
    );
  return [...deaths, ...decisions].sort((left, right) => (left.at < right.at ? -1 : 1));
}

/** Through the letters that the message was published again from. */
export async function reasonsOfMessage(
  letter: DeadMessage,
  find: (id: string) => Promise<StoredDeadLetter | undefined>,
): Promise<readonly Cause[]> {
  const letters = [letter];
  for (let first: DeadMessage | undefined = letter; first?.redriveOf !== undefined;) {
    const before = await find(first.redriveOf);
    // Anybody can write such a header: a chain that bites its own tail ends there.
    const isNew = before?.kind === 'message' && letters.every(({ id }) => id !== before.id);
    first = isNew && letters.length < LONGEST_CHAIN ? before : undefined;
    if (first) letters.unshift(first);
  }
  return letters.flatMap(({ id, at, reason, message, decision }) => [
    { what: 'died' as const, at, reason, message, letter: id },
    ...(decision ? [{ ...decision, letter: id }] : []),
  ]);
}
