import { randomBytes } from 'node:crypto';

/** Keeps the topics and groups of one spec apart from those of all others on the same Kafka. */
export const uniquePrefix = (): string => `t${randomBytes(6).toString('hex')}`;
