import type { Command } from './command.js';
import { apply } from './commands/apply.js';
import { deadLettersDiscard } from './commands/dead-letters-discard.js';
import { deadLettersList } from './commands/dead-letters-list.js';
import { deadLettersRedrive } from './commands/dead-letters-redrive.js';
import { deadLettersShow } from './commands/dead-letters-show.js';
import { eventsPublish } from './commands/events-publish.js';
import { eventsReplay } from './commands/events-replay.js';
import { explain } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { lint } from './commands/lint.js';
import { migrateCommand } from './commands/migrate.js';
import { newConnector } from './commands/new-connector.js';
import { plan } from './commands/plan.js';
import { redrivesList, redrivesShow, redrivesStop } from './commands/redrives.js';
import { runsCancel } from './commands/runs-cancel.js';
import { runsList } from './commands/runs-list.js';
import { runsShow } from './commands/runs-show.js';
import { runsWatch } from './commands/runs-watch.js';
import { secretsKeygen } from './commands/secrets-keygen.js';
import { tenantsCreate } from './commands/tenants-create.js';
import { tenantsList } from './commands/tenants-list.js';
import { tenantsResume } from './commands/tenants-resume.js';
import { tenantsSet } from './commands/tenants-set.js';
import { tenantsShow } from './commands/tenants-show.js';
import { tenantsSuspend } from './commands/tenants-suspend.js';
import { topicsEnsure } from './commands/topics-ensure.js';

/** In the order of the help. */
export const commands: readonly Command[] = [
  ...[lint, plan, apply],
  { ...apply, name: 'workflows apply', summary: 'The same as apply.' },
  ...[exportCommand, eventsPublish, eventsReplay, explain, runsList, runsShow, runsWatch, runsCancel],
  ...[deadLettersList, deadLettersShow, deadLettersRedrive, deadLettersDiscard],
  ...[redrivesList, redrivesShow, redrivesStop],
  ...[tenantsList, tenantsShow, tenantsCreate, tenantsSet, tenantsSuspend, tenantsResume],
  ...[topicsEnsure, migrateCommand, secretsKeygen, newConnector],
];
