const COUNT = 8;

/** Statements that make the partitions of a table that is `PARTITION BY HASH`. */
export const hashPartitions = (table: string): string =>
  Array.from(
    { length: COUNT },
    (_, remainder) =>
      `CREATE TABLE ${table}_${remainder} PARTITION OF ${table} FOR VALUES WITH (MODULUS ${COUNT}, REMAINDER ${remainder});`,
  ).join('\n');
