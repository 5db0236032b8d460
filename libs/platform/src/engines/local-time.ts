import type { Engines, LocalTime } from '@hookswitch/domain';

type Fields = Readonly<Record<string, number>>;
const MS_PER_MINUTE = 60_000;
/** Names only: `Intl` also takes offsets such as `+02:00`, which are no zones. */
const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;
/** More than there are zones; but a document may spell one in many ways, and name what is none. */
const MAX_CACHED = 1_000;

/** Wall clocks of IANA zones through Intl; a formatter costs far more to build than to use, so each zone keeps one. */
export function createLocalTime(): Engines['localTime'] {
  const formats = new Map<string, Intl.DateTimeFormat | undefined>();
  return (epochMs, zone) => {
    if (!ZONE.test(zone)) return undefined;
    if (!formats.has(zone)) {
      if (formats.size >= MAX_CACHED) formats.clear();
      formats.set(zone, formatOf(zone));
    }
    const format = formats.get(zone);
    return format === undefined || !isInstant(epochMs) ? undefined : localTime(epochMs, format);
  };
}

/** Beyond this an ECMAScript date does not exist. */
const isInstant = (epochMs: number) => Math.abs(epochMs) <= 8.64e15;

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

function localTime(epochMs: number, format: Intl.DateTimeFormat): LocalTime {
  const fields: Fields = Object.fromEntries(
    format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = fields;
  // `Date.UTC` alone takes the year 50 for 1950.
  const asUtc = new Date(Date.UTC(2000, month - 1, day, hour, minute, second)).setUTCFullYear(year, month - 1, day);
  const weekday = new Date(asUtc).getUTCDay() || 7;
  const offsetMinutes = Math.round((asUtc - Math.floor(epochMs / 1_000) * 1_000) / MS_PER_MINUTE);
  return { year, month, day, hour, minute, second, weekday, offsetMinutes };
}
