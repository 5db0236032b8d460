import type { Pool } from 'pg';
import { reasonsOfCommand, reasonsOfMessage } from './dead-letter-reasons.js';
import {
  REDRIVEN_HEADER,
  type DeadCommand,
  type DeadLetterDetail,
  type DeadLetterFilter,
  type DeadMessage,
  type StoredDeadLetter,
} from './dead-letters.js';
import type { MessageContent } from './care.js';
import type { Page } from './history.js';
import { readCommands } from './read-runs.js';
import { compact } from './rows.js';
import { Where } from './where.js';

const DECISION = `d.what AS decided, d.reason AS decided_reason, d.who AS decided_by, d.at AS decided_at`;

/** Both kinds have the same columns; those that only the other kind has are null. */
const MESSAGES = `
SELECT 'message' AS kind, "partition" || '-' || "offset" AS id, m.tenant, m.reason, m.message, m.at, m.stage, m.service, m.origin,
  length(m.value) AS bytes, m.truncated_from, m.headers ->> '${REDRIVEN_HEADER}' AS redrive_of, m.headers ->> 'ce_subject' AS subject,
  NULL::uuid AS run, NULL AS step, NULL AS connector, NULL::int AS redrives, NULL::int AS attempt, NULL AS code, NULL::uuid AS workflow_id,
  NULL AS workflow_name, NULL::int AS workflow_version, NULL AS event_id, NULL AS event_source, NULL AS event_type,
  coalesce(d.what, 'open') AS state, ${DECISION},
  NULL::uuid AS command, m."partition" AS place, m."offset" AS place_offset
FROM history.dead_letters m
  LEFT JOIN history.decisions d ON d.tenant = m.tenant AND d.letter = m."partition" || '-' || m."offset" AND d.redrives = 0`;

const COMMANDS = `
SELECT 'command', c.id::text, c.tenant, coalesce(c.reason, ''), coalesce(c.error ->> 'message', ''), c.updated_at, NULL, NULL, NULL::jsonb,
  NULL::int, NULL::bigint, NULL, r.subject, c.run, c.step, c.connector, c.redrives, c.attempt, c.error ->> 'code', r.workflow_id,
  r.workflow_name, r.workflow_version, r.event_id, r.event_source, r.event_type,
  CASE d.what WHEN 'discarded' THEN 'discarded' ELSE 'open' END, ${DECISION},
  c.id, NULL::int, NULL::bigint
FROM history.commands c LEFT JOIN history.runs r ON r.id = c.run
  LEFT JOIN history.decisions d ON d.tenant = c.tenant AND d.letter = c.id::text AND d.redrives = c.redrives
WHERE c.status = 'dead'`;

const COLUMNS = `kind, id, tenant, reason, message, at, stage, service, origin, bytes, truncated_from, redrive_of, subject, run, step, connector,
  redrives, attempt, code, workflow_id, workflow_name, workflow_version, event_id, event_source, event_type, state, decided, decided_reason,
  decided_by, decided_at, command, place, place_offset`;

const select = (from: string, rest: string): string => `(SELECT * FROM (${from}) letter (${COLUMNS}) WHERE ${rest})`;

/** `tenant` undefined: those whose tenant could not be told, which only the platform's operators see. */
const ofTenant = (tenant: string | undefined): Where =>
  tenant === undefined ? new Where().all('tenant IS NULL', []) : new Where().and('tenant = ?', tenant);

const matching = (tenant: string | undefined, filter: DeadLetterFilter): Where =>
  ofTenant(tenant)
    .and('kind = ?', filter.kind)
    .and('? IN (reason, code)', filter.reason)
    .and('stage = ?', filter.stage)
    .and('workflow_id = ?', filter.workflow)
    .and('connector = ?', filter.connector)
    .and('run = ?', filter.run)
    .and('subject = ?', filter.subject)
    .and('state = ?', filter.state)
    .and('at >= ?', filter.from)
    .and('at < ?', filter.to);

interface Direction {
  readonly order: 'newest' | 'oldest';
}

/** Each kind is read in its own order and only as far as the page goes, so that a page costs the same however many are dead. */
export async function listDeadLetters(
  pool: Pick<Pool, 'query'>,
  tenant: string | undefined,
  filter: DeadLetterFilter,
  { limit, after }: Page,
  { order }: Direction = { order: 'newest' },
): Promise<readonly StoredDeadLetter[]> {
  const [beyond, way] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const where = matching(tenant, filter);
  if (after) {
    where.all(`at ${beyond}= ?::timestamptz`, [after.at]);
    where.all(`(at, id) ${beyond} (?::timestamptz, ?)`, [after.at, after.id]);
  }
  const [kinds, sorted] = [[MESSAGES, COMMANDS], `ORDER BY at ${way}, id ${way} LIMIT ${limit}`];
  const { rows } = await pool.query<Row>(
    `${kinds.map((kind) => select(kind, `${where.text} ${sorted}`)).join(' UNION ALL ')} ${sorted}`,
    where.values,
  );
  return rows.map(letterOf);
}

const PLACE = /^(\d{1,9})-(\d{1,18})$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function readDeadLetter(
  pool: Pool,
  tenant: string | undefined,
  id: string,
): Promise<DeadLetterDetail | undefined> {
  const letter = await find(pool, tenant, id);
  if (letter?.kind === 'command') {
    const command = (await readCommands(pool, 'id', id)).get(id);
    return command && { ...letter, command, reasons: await reasonsOfCommand(pool, letter, command) };
  }
  return (
    letter && {
      ...letter,
      ...(await contentOf(pool, id)),
      reasons: await reasonsOfMessage(letter, (one) => find(pool, tenant, one)),
    }
  );
}

async function find(pool: Pool, tenant: string | undefined, id: string): Promise<StoredDeadLetter | undefined> {
  const [, partition, offset] = PLACE.exec(id) ?? [];
  if (partition === undefined && !UUID.test(id)) return undefined;
  const where =
    partition === undefined
      ? ofTenant(tenant).and('command = ?::uuid', id)
      : ofTenant(tenant).and('place = ?::bigint', partition).and('place_offset = ?::bigint', offset);
  const { rows } = await pool.query<Row>(
    select(partition === undefined ? COMMANDS : MESSAGES, where.text),
    where.values,
  );
  return rows[0] && letterOf(rows[0]);
}

interface ContentRow {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly headers_raw: Readonly<Record<string, string>> | null;
}

/** Nothing is left of a message that has gone meanwhile. */
export async function contentOf(pool: Pick<Pool, 'query'>, id: string): Promise<MessageContent> {
  const { rows } = await pool.query<ContentRow>(
    'SELECT key, value, headers, headers_raw FROM history.dead_letters WHERE "partition" = $1 AND "offset" = $2',
    id.split('-'),
  );
  if (!rows[0]) return { key: null, value: null, headers: {} };
  const { key, value, headers, headers_raw: raw } = rows[0];
  // What an earlier release recorded has no bytes.
  const kept = Object.entries(raw ?? headers).map(([name, text]) => [name, Buffer.from(text, raw ? 'base64' : 'utf8')]);
  return { key, value, headers: Object.fromEntries(kept) as MessageContent['headers'] };
}

interface Row {
  readonly [column: string]: unknown;
  readonly kind: StoredDeadLetter['kind'];
  readonly at: Date;
  readonly decided: string | null;
  readonly decided_at: Date;
}

function letterOf(row: Row): StoredDeadLetter {
  const { kind, id, tenant, reason, message, state, subject } = row;
  const decision = row.decided === null ? undefined : decisionOf(row);
  const facts = { kind, id, tenant, reason, message, at: row.at.toISOString(), state, decision, subject };
  return compact({ ...facts, ...(kind === 'command' ? ofCommand(row) : ofMessage(row)) }) as unknown as
    DeadCommand | DeadMessage;
}

const decisionOf = ({ decided: what, decided_by: by, decided_at: at, decided_reason: reason }: Row) =>
  compact({ what, by, at: at.toISOString(), reason });

const ofCommand = (row: Row) => ({
  ...{ run: row['run'], step: row['step'], connector: row['connector'], redrives: row['redrives'] },
  ...{ attempt: row['attempt'], code: row['code'] },
  ...(row['workflow_id'] !== null && {
    workflow: { id: row['workflow_id'], name: row['workflow_name'], version: row['workflow_version'] },
    event: { id: row['event_id'], source: row['event_source'], type: row['event_type'] },
  }),
});

const ofMessage = (row: Row) => ({
  ...{ stage: row['stage'], service: row['service'], origin: row['origin'], bytes: row['bytes'] ?? 0 },
  ...{ truncatedFrom: row['truncated_from'] === null ? undefined : Number(row['truncated_from']) },
  ...{ redriveOf: row['redrive_of'] },
});
