import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createEngines } from './create-engines.js';

const engines = createEngines();

describe('sha1', () => {
  it('is the SHA-1 of FIPS 180', () => {
    const digest = engines.sha1(new TextEncoder().encode('abc'));
    expect(Buffer.from(digest).toString('hex')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
  });
});

describe('patterns', () => {
  const find = (pattern: string, text: string, caseSensitive = true) =>
    engines.compilePattern(pattern, { caseSensitive })?.(text);

  it('are found anywhere in the text', () => {
    expect(find('b+', 'abbbc')).toBe(true);
    expect(find('^b', 'abbbc')).toBe(false);
  });

  it('mind the case when asked to, and the same pattern does both', () => {
    expect(find('straße', 'STRASSE straße')).toBe(true);
    expect(find('VIP', 'a vip called')).toBe(false);
    expect(find('VIP', 'a vip called', false)).toBe(true);
    expect(find('VIP', 'a vip called')).toBe(false);
  });

  it.each(['(', '(?=x)', '(a)\\1', '[z-a]'])('are refused when RE2 does not know them: %s', (pattern) => {
    expect(engines.compilePattern(pattern, { caseSensitive: true })).toBeUndefined();
    expect(engines.compilePattern(pattern, { caseSensitive: true })).toBeUndefined();
  });

  it('are as large as their repetitions make them, up to a limit', () => {
    expect(find('^[0-9]{1,300}$', '12')).toBe(true);
    expect(find('(?:[0-9]{1,300}){9}', '12')).toBeUndefined();
    expect(find('(?:a?){1000}'.repeat(8), 'aa')).toBeUndefined();
  });

  it('stay quick where a backtracking engine would not end', () => {
    const started = performance.now();
    expect(find('^(a+)+$', `${'a'.repeat(5_000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('local time', () => {
  const at = (iso: string, zone: string) => engines.localTime(Date.parse(iso), zone);

  it('is the wall clock of the zone with its ISO weekday', () => {
    expect(at('2026-01-04T23:30:15.999Z', 'Europe/Prague')).toEqual({
      year: 2026,
      month: 1,
      day: 5,
      hour: 0,
      minute: 30,
      second: 15,
      weekday: 1,
      offsetMinutes: 60,
    });
    expect(at('2026-01-04T12:00:00Z', 'UTC')).toMatchObject({ weekday: 7, offsetMinutes: 0 });
  });

  it('jumps in spring and repeats an hour in autumn', () => {
    expect(at('2026-03-29T00:59:59Z', 'Europe/Prague')).toMatchObject({ hour: 1, minute: 59, offsetMinutes: 60 });
    expect(at('2026-03-29T01:00:00Z', 'Europe/Prague')).toMatchObject({ hour: 3, minute: 0, offsetMinutes: 120 });
    expect(at('2026-10-25T00:30:00Z', 'Europe/Prague')).toMatchObject({ hour: 2, offsetMinutes: 120 });
    expect(at('2026-10-25T01:30:00Z', 'Europe/Prague')).toMatchObject({ hour: 2, offsetMinutes: 60 });
  });

  it('knows offsets that are no whole hours, and times before 1970', () => {
    expect(at('2026-06-01T00:00:00Z', 'Asia/Kathmandu')).toMatchObject({ hour: 5, minute: 45, offsetMinutes: 345 });
    expect(at('1969-12-31T23:59:59.500Z', 'America/New_York')).toMatchObject({
      hour: 18,
      second: 59,
      offsetMinutes: -300,
    });
  });

  it('is right in the first century, too', () => {
    expect(at('0050-06-01T12:00:00Z', 'Etc/GMT-1')).toMatchObject({ year: 50, hour: 13, offsetMinutes: 60 });
  });

  it.each(['Europe/Nowhere', '', '+02:00', 'constructor'])('is unknown for %j, which is no zone', (zone) => {
    expect(at('2026-01-01T00:00:00Z', zone)).toBeUndefined();
  });

  it('is unknown for what is no instant', () => {
    expect(engines.localTime(Number.NaN, 'UTC')).toBeUndefined();
    expect(engines.localTime(8.64e15 + 1, 'UTC')).toBeUndefined();
  });

  it('and its offset always lead back to the instant', () => {
    const zones = fc.constantFrom('Europe/Prague', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), zones, (seconds, zone) => {
        const local = engines.localTime(seconds * 1_000, zone);
        if (local === undefined) throw new Error(`${zone} is unknown`);
        const { year, month, day, hour, minute, second, offsetMinutes } = local;
        expect(Date.UTC(year, month - 1, day, hour, minute, second) - offsetMinutes * 60_000).toBe(seconds * 1_000);
      }),
    );
  });
});

describe('phone numbers', () => {
  it.each([
    ['2025550123', 'US', '+12025550123'],
    ['00420 228 880 000', 'CZ', '+420228880000'],
    ['(020) 7946 0018', 'GB', '+442079460018'],
    ['+447700900123', 'us', '+447700900123'],
  ])('%s from %s is %s', (text, country, e164) => {
    expect(engines.phone.toE164(text, country)).toBe(e164);
  });

  it.each([
    ['12', 'US'],
    ['call 2025550123 now', 'US'],
    ['2025550123', 'ZZ'],
    ['2025550123', ''],
    ['', 'US'],
    ['+12025550123 ext. 5', 'US'],
  ])('%j is no possible number of %j', (text, country) => {
    expect(engines.phone.toE164(text, country)).toBeUndefined();
  });

  it('tell their country even where several share a calling code', () => {
    expect(engines.phone.countryOf('+12025550123')).toBe('US');
    expect(engines.phone.countryOf('+16135550123')).toBe('CA');
    expect(engines.phone.countryOf('+420228880000')).toBe('CZ');
  });

  it.each(['420228880000', '+0123456789', 'anonymous', '+99999999999'])('%s has no country', (text) => {
    expect(engines.phone.countryOf(text)).toBeUndefined();
  });
});
