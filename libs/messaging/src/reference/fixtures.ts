import { readdirSync, readFileSync } from 'node:fs';
import { CONTRACTS } from '../messages/validators.js';

/** A record that an earlier version wrote. */
export interface Fixture {
  readonly file: string;
  /** Of events it is `event`. */
  readonly kind: string;
  readonly topic: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

const FOLDER = new URL('fixtures/v1/', CONTRACTS);

export const readFixtures = (): readonly Fixture[] =>
  readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const recorded = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Partial<Fixture>;
      return { kind: 'event', ...recorded, file } as Fixture;
    });
