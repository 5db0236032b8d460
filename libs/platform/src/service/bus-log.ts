import type { BusLog } from '@hookswitch/messaging';
import type { LogFields } from '../logging/fields.js';
import type { Logger } from '../logging/logger.js';

/** What a bus and its client library have to say, in our log and with our fields. */
export function busLog(log: Logger): BusLog {
  const to = (level: 'debug' | 'info' | 'warn' | 'error') => (facts: object, message: string) =>
    log[level](message, fieldsOf(facts));
  return { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
}

interface Facts {
  readonly component?: string;
  readonly groupId?: string;
  readonly broker?: string;
  readonly retryCount?: number;
  readonly [name: string]: unknown;
}

function fieldsOf(facts: object): LogFields {
  const { component: source, groupId: group, broker: host, retryCount: count, ...rest } = facts as Facts;
  return { source, group, host, count, ...rest };
}
