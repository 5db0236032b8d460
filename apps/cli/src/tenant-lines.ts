import type { Json, JsonObject } from '@hookswitch/domain';
import { object, text } from './answer-fields.js';
import { table } from './table.js';

/** A tenant as `GET /v1/tenants/{id}` answers it, for a person. */
export function tenantLines(tenant: JsonObject): readonly string[] {
  const { id, title, suspension, suspended, deriveCallEvents, quotas, retention, used } = tenant;
  const { reason, at } = object(suspension);
  const uses = object(used);
  const { eventDays, runDays } = object(retention);
  const rows = Object.entries(object(quotas)).map(([name, limit]) => [name, text(uses[name]) || '-', text(limit)]);
  const events = uses['eventsLastMinute'];
  return [
    `Tenant ${text(id)}: ${text(title)}`,
    ...(suspended === true ? [`Suspended since ${text(at) || 'unknown'}: ${text(reason) || 'no reason given'}`] : []),
    `Calls that ended also count as missed ones where they fit: ${deriveCallEvents === true ? 'yes' : 'no'}`,
    `Kept: events ${days(eventDays)}, runs ${days(runDays)}`,
    ...(events === undefined ? [] : [`Events of the last minute: ${text(events)}`]),
    '',
    ...table(['QUOTA', 'USED', 'AT MOST'], rows),
  ];
}

const days = (count: Json | undefined): string => (count === 1 ? '1 day' : `${text(count)} days`);
