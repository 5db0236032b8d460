import { createHash } from 'node:crypto';

/** One step of a schema's history. Once released it never changes: its checksum is compared at every start. */
export interface Migration {
  /** `0001-short-name`: migrations run in the order of their list, which is that of their numbers. */
  readonly id: string;
  /** Statements without a schema prefix: they run with `search_path` set to the schema, in one transaction. */
  readonly sql: string;
}

export const checksumOf = ({ sql }: Migration): string => createHash('sha256').update(sql.trim()).digest('hex');
