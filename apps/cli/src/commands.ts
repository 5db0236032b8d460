import type { Command } from './command.js';
import { apply } from './commands/apply.js';
import { eventsPublish } from './commands/events-publish.js';
import { explain } from './commands/explain.js';
import { migrateCommand } from './commands/migrate.js';
import { runsList } from './commands/runs-list.js';
import { runsShow } from './commands/runs-show.js';
import { secretsKeygen } from './commands/secrets-keygen.js';
import { topicsEnsure } from './commands/topics-ensure.js';

/** In the order of the help. */
export const commands: readonly Command[] = [
  topicsEnsure,
  migrateCommand,
  secretsKeygen,
  apply,
  { ...apply, name: 'workflows apply', summary: 'The same as apply.' },
  eventsPublish,
  explain,
  runsList,
  runsShow,
];
