import type { EndState } from '@hookswitch/domain';
import type { DueKey, Ended, Grip } from './ledger.js';

export interface EndedRow {
  readonly id: string;
  readonly tenant: string;
  readonly run: string;
  readonly state: EndState;
  readonly reason: string | null;
}
export const endedOf = ({ id, tenant, run, state, reason }: EndedRow): Ended => ({
  id,
  tenant,
  run,
  status: state,
  ...(reason !== null && { reason }),
});

export interface DueRow {
  readonly source_partition: number;
  readonly key: string;
  readonly due_in: number;
}
export const dueOf = ({ source_partition, key, due_in }: DueRow): DueKey => ({
  partition: source_partition,
  key,
  dueInMs: due_in,
});

/** As two columns. */
export const grips = (all: readonly Grip[]): readonly unknown[] => [
  all.map(({ id }) => id),
  all.map(({ grip }) => grip),
];

/** Postgres text cannot hold NUL; nothing else in a key or a tenant needs care. */
export const textOf = (value: string): string => value.replaceAll('\0', '\uFFFD');
