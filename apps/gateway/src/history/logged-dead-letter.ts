import { isJsonObject } from '@hookswitch/domain';
import { readDeadLetter, type BusRecord } from '@hookswitch/messaging';
import type { LoggedDeadLetter } from '@hookswitch/persistence';

/** The last millisecond of the year 9999: times beyond it have no form that both JavaScript and Postgres read. */
const LAST_YEAR = 253_402_300_799_999;
const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** What the dead-letter topic holds, as the history keeps it. */
export function loggedDeadLetter(record: BusRecord): LoggedDeadLetter {
  const { topic, partition, offset, at, timestamp: _ofOriginal, ...letter } = readDeadLetter(record);
  const tenant = tenantOf(record);
  // Anybody may have written there: what is not one of ours is kept all the same.
  const number = (value: number, otherwise: number) =>
    Number.isSafeInteger(value) && Math.abs(value) < LAST_YEAR ? value : otherwise;
  return {
    ...letter,
    ...{ partition: record.partition, offset: record.offset },
    at: new Date(number(at, record.timestamp)).toISOString(),
    origin: { topic, partition: number(partition, -1), offset: number(offset, -1) },
    ...(tenant !== undefined && { tenant }),
  };
}

/** Whose it is, as far as its key, its headers or its body say; a name that no tenant can have belongs to nobody. */
function tenantOf(record: BusRecord): string | undefined {
  const said =
    record.headers.ce_tenantid?.toString('utf8') ?? bodyTenant(record) ?? record.key?.toString('utf8').split('|', 1)[0];
  return said !== undefined && TENANT.test(said) ? said : undefined;
}

function bodyTenant({ value }: BusRecord): string | undefined {
  try {
    const body: unknown = JSON.parse(value?.toString('utf8') ?? '');
    if (!isJsonObject(body)) return undefined;
    const { tenantid, tenant } = body;
    return typeof tenantid === 'string' ? tenantid : typeof tenant === 'string' ? tenant : undefined;
  } catch {
    return undefined;
  }
}
