import { createHash } from 'node:crypto';
import { Environment } from '@marcbachmann/cel-js';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { RE2JS } from 're2js';
import { CEL_VARIABLES, MAX_CEL_DEPTH, MAX_CEL_NODES } from '../cel/syntax.js';
import { MAX_PATTERN_SIZE, type Engines, type LocalTime } from '../engines.js';
import { err, ok } from '../result-type.js';

const E164 = /^\+[1-9]\d{6,14}$/;
const NUMERIC = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const; // prettier-ignore

function localTime(epochMs: number, zone: string): LocalTime | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...NUMERIC });
    const part = Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    const offsetMinutes = Math.round((wall - Math.floor(epochMs / 1_000) * 1_000) / 60_000);
    return { year, month, day, hour, minute, second, weekday: new Date(wall).getUTCDay() || 7, offsetMinutes };
  } catch {
    return undefined;
  }
}

const limits = { maxAstNodes: MAX_CEL_NODES, maxDepth: MAX_CEL_DEPTH };
const cel = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false, limits });
for (const name of CEL_VARIABLES) cel.registerVariable(name, name === 'now' ? 'string' : 'map');

const parseCel: Engines['parseCel'] = (text) => {
  try {
    const parsed = cel.parse(text);
    const { valid, type = 'dyn', error } = parsed.check();
    if (!valid) throw error ?? new Error('not valid');
    return ok({ ast: parsed.ast, type });
  } catch (error) {
    const { code, summary, range } = error as { code?: string; summary?: string; range?: { start: number } };
    return err({ message: summary ?? '', start: range?.start ?? 0, tooLarge: code === 'limit_exceeded' });
  }
};

/** Real engines for specs of the domain, which may not import those of the platform library. */
export const testEngines = (): Engines => ({
  sha1: (bytes) => createHash('sha1').update(bytes).digest(),
  compilePattern(pattern, { caseSensitive }) {
    try {
      const compiled = RE2JS.compile(pattern, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
      if (compiled.programSize() > MAX_PATTERN_SIZE) return undefined;
      return (text) => compiled.matcher(text).find();
    } catch {
      return undefined;
    }
  },
  parseCel,
  localTime,
  phone: {
    toE164(text, country) {
      if (!isSupportedCountry(country)) return undefined;
      const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
      return number?.isPossible() === true && number.ext === undefined ? number.number : undefined;
    },
    countryOf: (e164) => (E164.test(e164) ? parsePhoneNumberFromString(e164)?.country : undefined),
  },
});
