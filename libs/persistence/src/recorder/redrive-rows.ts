import type { Redrive } from './care.js';
import { compact } from './rows.js';

/** Columns of {@link RedriveRow}. */
export const REDRIVE = `SELECT id, tenant, filter, per_second, most, who, started_at, state, after_at, after_id, redriven, skipped, ended_at
FROM history.redrives`;

export interface RedriveRow {
  readonly id: string;
  readonly tenant: string;
  readonly filter: Redrive['filter'];
  readonly per_second: number;
  readonly most: number | null;
  readonly who: string;
  readonly started_at: Date;
  readonly state: Redrive['state'];
  readonly after_at: Date | null;
  readonly after_id: string | null;
  readonly redriven: number;
  readonly skipped: number;
  readonly ended_at: Date | null;
}

export const redriveOf = ({ id, tenant, filter, state, redriven, skipped, ...row }: RedriveRow): Redrive =>
  compact({
    ...{ id, tenant, filter, state, redriven, skipped },
    ...{ perSecond: row.per_second, most: row.most, by: row.who },
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString(),
  });
