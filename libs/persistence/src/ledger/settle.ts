import type { EndState } from '@hookswitch/domain';
import type { LostSettlement, Settled, SettledState, Settlement } from './ledger.js';
import { rounds } from '../rounds.js';
import type { Session, Transaction } from './session.js';
import { intoOutbox, IS_CANCELLED, msUntil } from './sql.js';

/**
 * C6 and the end of a lost lease: the same transition, once by the owner while it holds the row, once by whoever finds the lease expired.
 * A retry of a cancelled run, or one that would fall behind the give-up time, ends here. What waited in the lane for this answer may start.
 */
const settleSql = (whose: 'own' | 'lost'): string => `
WITH said AS (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
      $11::text[], $12::float8[], $13::text[], $14::boolean[], $15::int[], $16::int[], $17::int[], $18::boolean[])
    AS s(id, attempt, grip, owner, outcome, error, output, events, state, reason, next, delay, pending, held, used, tries, unknowns, silent)
),
mine AS (
  SELECT c.id, c.tenant, c.run, s.next, c.unknowns + s.unknowns AS unknowns, s.state,
    NOT s.held AND statement_timestamp() + s.delay * interval '1 ms' > c.give_up_at AS is_too_late
  FROM said s JOIN @commands c ON c.id = s.id
  WHERE c.state = 'running' AND c.attempt = s.attempt AND c.grip = s.grip AND c.owner = s.owner
    ${whose === 'lost' ? 'AND c.lease_until < statement_timestamp()' : ''}
  ORDER BY c.id FOR UPDATE OF c
),
fate AS (
  SELECT c.id, CASE WHEN c.state <> 'waiting' OR c.next <> 'perform' THEN c.state
    WHEN ${IS_CANCELLED} THEN CASE WHEN c.unknowns > 0 THEN 'unknown' ELSE 'cancelled' END
    WHEN c.is_too_late THEN 'exhausted' ELSE 'waiting' END AS fate
  FROM mine c
),
moved AS (
  UPDATE @commands c SET
    state = CASE WHEN f.fate IN ('unknown', 'exhausted') THEN 'dead' ELSE f.fate END,
    reason = CASE WHEN f.fate IN ('unknown', 'exhausted', 'cancelled') THEN f.fate ELSE s.reason END,
    next = COALESCE(s.next, 'perform'), pending = s.pending,
    due_at = CASE WHEN f.fate = 'waiting' THEN statement_timestamp() + s.delay * interval '1 ms' ELSE c.due_at END,
    used = c.used + s.used, tries = s.tries, unknowns = c.unknowns + s.unknowns,
    seq = c.seq + CASE WHEN s.silent AND f.fate = 'waiting' THEN 0 ELSE 1 END,
    owner = NULL, lease_until = NULL,
    ended_at = CASE WHEN f.fate <> 'waiting' THEN statement_timestamp() END,
    end_seq = CASE WHEN f.fate <> 'waiting' THEN c.seq + 1 END,
    end_outcome = CASE WHEN f.fate <> 'waiting' THEN s.outcome END,
    end_error = CASE WHEN f.fate <> 'waiting' THEN s.error END
  FROM fate f JOIN said s ON s.id = f.id WHERE c.id = f.id
  RETURNING c.*, s.outcome, s.error, s.output, s.events, s.silent AND f.fate = 'waiting' AS is_silent,
    c.attempt = 1 AND EXISTS (SELECT FROM @commands e WHERE e.lane = c.lane AND e.state = 'waiting' AND e.first) AS is_followed
),
told AS (${intoOutbox('moved', { where: 'NOT is_silent', outcome: 'outcome', error: 'error' })}),
kept AS (
  UPDATE @attempts a SET outcome = COALESCE(m.outcome, a.outcome), error = COALESCE(m.error, a.error), output = m.output, events = m.events,
    finished_at = statement_timestamp()${whose === 'own' ? ', confirmed = m.grip' : ''}
  FROM moved m WHERE a.command = m.id AND a.number = m.attempt
),
woken AS (
  INSERT INTO @wakeups (source_partition, key)
  SELECT DISTINCT source_partition, key FROM moved WHERE (state = 'waiting' OR is_followed) AND source_partition <> ALL ($19::int[])
)
SELECT id, state, reason, source_partition, key, ${msUntil('due_at')} AS due_in, is_followed FROM moved`;

/** What a fenced attempt has to say goes to its own row and out as a result without a state; a confirm that is repeated says nothing. */
const LATE = `
WITH said AS (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[]) AS s(id, attempt, grip, outcome, error, output)
),
late AS (
  UPDATE @attempts a SET late_outcome = s.outcome, late_error = s.error, late_output = s.output, late_at = statement_timestamp()
  FROM said s WHERE a.command = s.id AND a.number = s.attempt AND s.outcome IS NOT NULL AND a.late_outcome IS NULL AND a.confirmed < s.grip
  RETURNING a.*
),
counted AS (UPDATE @commands c SET seq = c.seq + 1 FROM late l WHERE c.id = l.command RETURNING c.id, c.source_partition, c.seq, c.redrives),
shown AS (
  INSERT INTO @outbox (source_partition, command, seq, redrives, attempt, outcome, error, finished_at)
  SELECT c.source_partition, c.id, c.seq, c.redrives, l.number, l.late_outcome, l.late_error, l.late_at
  FROM late l JOIN counted c ON c.id = l.command
)
SELECT command AS id FROM late`;

interface Row {
  readonly id: string;
  readonly state: EndState | 'waiting';
  readonly reason: string | null;
  readonly source_partition: number;
  readonly key: string;
  readonly due_in: number;
  readonly is_followed: boolean;
}

export function settler(session: Session) {
  const own = session.statement('settle', settleSql('own'));
  const lost = session.statement('settle-lost', settleSql('lost'));
  const late = session.statement('late', LATE);
  const settleRound = async (
    transaction: Transaction,
    owner: string,
    round: readonly Settlement[],
    owned: readonly number[],
  ): Promise<readonly (readonly [Settlement, Settled])[]> => {
    const mine = round.map((settlement) => ({ ...settlement, owner }));
    const rows = await transaction.query<Row>(own, [...columnsOf(mine), owned]);
    const byId = new Map(rows.map((row) => [row.id, settledOf(row)]));
    const missed = round.filter(({ id }) => !byId.has(id));
    const fenced = missed.length === 0 ? [] : await transaction.query<{ id: string }>(late, evidenceOf(missed));
    for (const { id } of fenced) byId.set(id, { id, kind: 'fenced' });
    return round.map((settlement) => {
      const { id } = settlement;
      return [settlement, byId.get(id) ?? { id, kind: 'repeated' }] as const;
    });
  };
  return {
    async settle(
      owner: string,
      settlements: readonly Settlement[],
      owned: readonly number[],
    ): Promise<readonly Settled[]> {
      if (settlements.length === 0) return [];
      return session.transaction('shared', async (transaction) => {
        const settled = new Map<Settlement, Settled>();
        // A lost attempt of a command and the one that came after it may return at the same time.
        for (const round of rounds(settlements, ({ id }) => id)) {
          for (const [settlement, how] of await settleRound(transaction, owner, round, owned))
            settled.set(settlement, how);
        }
        return settlements.flatMap((settlement) => settled.get(settlement) ?? []);
      });
    },
    async settleLost(settlements: readonly LostSettlement[], owned: readonly number[]): Promise<readonly Settled[]> {
      if (settlements.length === 0) return [];
      const rows = await session.transaction('shared', (transaction) =>
        transaction.query<Row>(lost, [...columnsOf(settlements), owned]),
      );
      return rows.map(settledOf);
    },
  };
}

function settledOf({ id, state, reason, source_partition: partition, key, due_in, is_followed }: Row): Settled {
  const what = { id, ...(is_followed && { frees: { partition, key } }) };
  if (state === 'waiting') return { ...what, kind: 'waiting', partition, key, dueInMs: due_in };
  return { ...what, kind: 'ended', status: state, ...(reason !== null && { reason }) };
}

const evidenceOf = (missed: readonly Settlement[]): readonly unknown[] => [
  missed.map(({ id }) => id),
  missed.map(({ attempt }) => attempt),
  missed.map(({ grip }) => grip),
  missed.map(({ outcome }) => outcome ?? null),
  missed.map(({ error }) => json(error)),
  missed.map(({ output }) => json(output)),
];

const columnsOf = (settlements: readonly LostSettlement[]): readonly unknown[] => {
  const column = <T>(of: (settlement: LostSettlement) => T) => settlements.map(of);
  const waiting = <T>(of: (to: Extract<SettledState, { state: 'waiting' }>) => T) =>
    settlements.map(({ to }) => (to.state === 'waiting' ? of(to) : null));
  return [
    column(({ id }) => id),
    column(({ attempt }) => attempt),
    column(({ grip }) => grip),
    column(({ owner }) => owner),
    column(({ outcome }) => outcome ?? null),
    column(({ error }) => json(error)),
    column(({ output }) => json(output)),
    column(({ events }) => json(events)),
    column(({ to }) => to.state),
    column(({ to }) => (to.state === 'dead' ? to.reason : null)),
    waiting(({ next }) => next),
    waiting(({ delayMs }) => delayMs),
    waiting(({ pending }) => json(pending)),
    column(({ to }) => to.state === 'waiting' && to.held === true),
    column(({ counts }) => (counts ? 1 : 0)),
    column(({ tries }) => tries),
    column(({ unknowns }) => unknowns),
    column(({ silent }) => silent ?? false),
  ];
};

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
