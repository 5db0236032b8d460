import { createHash } from 'node:crypto';
import type { Engines } from '@hookswitch/domain';
import { createCelParser } from './cel.js';
import { createLocalTime } from './local-time.js';
import { createPatterns } from './patterns.js';
import { phoneEngine } from './phone.js';

/** The {@link Engines} that every service plans with; one per process, since it caches patterns and time zones. */
export const createEngines = (): Engines => ({
  sha1: (bytes) => createHash('sha1').update(bytes).digest(),
  compilePattern: createPatterns(),
  parseCel: createCelParser(),
  localTime: createLocalTime(),
  phone: phoneEngine,
});
