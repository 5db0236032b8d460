/** Raised with every change of the tables below. */
export const LAYOUT = 1;

/**
 * `partitions.next_offset` is taken by `UPDATE … RETURNING` in the transaction that inserts: the row stays locked until the commit, so that
 * offsets become visible in their order and a reader can never pass one that is still to come.
 */
export const layoutSql = (schema: string): string => `
CREATE SCHEMA IF NOT EXISTS ${schema};
CREATE TABLE IF NOT EXISTS ${schema}.layout (version int NOT NULL);
INSERT INTO ${schema}.layout SELECT ${LAYOUT} WHERE NOT EXISTS (SELECT FROM ${schema}.layout);
CREATE TABLE IF NOT EXISTS ${schema}.topics (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  compact boolean NOT NULL,
  retention_ms bigint,
  max_record_bytes int NOT NULL
);
CREATE TABLE IF NOT EXISTS ${schema}.partitions (
  topic int NOT NULL REFERENCES ${schema}.topics ON DELETE CASCADE,
  partition int NOT NULL,
  first_offset bigint NOT NULL DEFAULT 0,
  next_offset bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS ${schema}.records (
  topic int NOT NULL,
  partition int NOT NULL,
  "offset" bigint NOT NULL,
  stamp bigint NOT NULL,
  key bytea,
  value bytea,
  headers bytea,
  PRIMARY KEY (topic, partition, "offset"),
  FOREIGN KEY (topic) REFERENCES ${schema}.topics ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS ${schema}.commits (
  "group" text NOT NULL,
  topic int NOT NULL REFERENCES ${schema}.topics ON DELETE CASCADE,
  partition int NOT NULL,
  "offset" bigint NOT NULL,
  metadata text NOT NULL,
  PRIMARY KEY ("group", topic, partition)
) WITH (fillfactor = 50);
`;
