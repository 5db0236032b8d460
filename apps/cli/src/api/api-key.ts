import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '@hookswitch/platform';
import { UsageError } from '../command.js';

/** The key of the environment; for a gateway on this machine also the one that standalone has written. */
export async function apiKey(config: Config): Promise<string> {
  const { apiKey: given, url, dataDir } = config;
  if (given !== undefined) return given.reveal();
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
  const found = local ? await readFile(join(dataDir, 'admin-key'), 'utf8').catch(() => '') : '';
  if (found.trim() !== '') return found.trim();
  throw new UsageError('HOOKSWITCH_API_KEY (or HOOKSWITCH_API_KEY_FILE, or --api-key-file) is not set.');
}
