import { join } from 'node:path';
import { startEmbeddedPostgres } from '@hookswitch/persistence';
import { isSet, type ProcessContext } from '@hookswitch/platform';
import type { Parts } from './parts.js';

/** URL of the database that DATABASE_URL names, else of one of our own in the data directory; its end ends the process. */
export async function openDatabase({ config, fatal, log }: ProcessContext, parts: Parts): Promise<string> {
  if (isSet(config, 'databaseUrl')) return config.databaseUrl.reveal();
  const postgres = await startEmbeddedPostgres({
    dataDir: join(config.dataDir, 'postgres'),
    durable: true,
    log: (line) => log.debug(line),
  });
  const state = { stopping: false };
  parts.add({
    close() {
      state.stopping = true;
      return postgres.stop();
    },
  });
  void postgres.ended.then(() => {
    if (!state.stopping) fatal(new Error('the embedded Postgres ended by itself'));
  });
  return postgres.url;
}
