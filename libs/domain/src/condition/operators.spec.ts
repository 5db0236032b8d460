import { describe, expect, it } from '@jest/globals';
import type { Engines } from '../engines.js';
import type { Json } from '../json.js';
import { err } from '../result-type.js';
import { PREPARE } from './operators.js';
import { OPERATORS, type Operator } from './types.js';

/** Only UTC and a zone two hours east of it: what a zone is belongs to the engines. */
const engines: Engines = {
  sha1: () => new Uint8Array(20),
  compilePattern(pattern, { caseSensitive }) {
    try {
      const compiled = new RegExp(pattern, caseSensitive ? 'u' : 'iu');
      return (text) => compiled.test(text);
    } catch {
      return undefined;
    }
  },
  localTime(epochMs, zone) {
    const offsetMinutes = { UTC: 0, East: 120 }[zone];
    if (offsetMinutes === undefined) return undefined;
    const at = new Date(epochMs + offsetMinutes * 60_000);
    const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
    const [hour, minute, second] = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
    return { year, month, day, hour, minute, second, weekday: at.getUTCDay() || 7, offsetMinutes };
  },
  phone: { toE164: () => undefined, countryOf: (number) => (number.startsWith('+420') ? 'CZ' : undefined) },
  parseCel: () => err({ message: 'no expressions here', start: 0, tooLarge: false }),
};

const prepare = (operator: Operator, operand?: Json, caseSensitive = false) =>
  PREPARE[operator](operand, { caseSensitive, engines });
const weekend: Json = { zone: 'East', days: ['sat', 'sun'] };
const night: Json = { zone: 'UTC', from: '22:00', to: '06:00', days: ['fri'] };
const ofItem: Json = { field: 'item', operator: 'is_set' };
const office: Json = { zone: 'East', from: '08:00', to: '17:00' };

it.each<[Operator, Json | undefined, Json | undefined, boolean]>([
  ['equals', 'Incoming', 'incoming', true],
  ['equals', null, null, true],
  ['not_equals', 'a', 'b', true],
  ['contains', 'VIP', 'a vip caller', true],
  ['contains', 'vip', ['sales', 'VIP'], true],
  ['contains', 1, '1', false],
  ['contains', 'a', { a: 1 }, false],
  ['not_contains', 'vip', ['sales'], true],
  ['starts_with', '+420', '+420228880000', true],
  ['starts_with', '1', 123, false],
  ['ends_with', 'WAV', 'call.wav', true],
  ['matches', '^v.p$', 'VIP', true],
  ['matches', '1', 1, false],
  ['in', ['a', 'B'], 'b', true],
  ['in', [1, 2], '2', true],
  ['in', [], 'a', false],
  ['not_in', ['a'], 'b', true],
  ['less_than', 1, 0, true],
  ['less_than', 1, '0.5', true],
  ['less_than', 1, 1, false],
  ['less_or_equal', '1', 1, true],
  ['greater_than', 9, '10', true],
  ['greater_than', 0, 'many', false],
  ['greater_or_equal', 1, true, false],
  ['between', [1, 3], 3, true],
  ['between', [1, 3], 3.1, false],
  ['is_set', undefined, null, false],
  ['is_set', undefined, '', true],
  ['is_not_set', undefined, null, true],
  ['is_true', undefined, 'Yes', true],
  ['is_true', undefined, 'false', false],
  ['is_false', undefined, 0, true],
  ['is_false', undefined, '', true],
  ['is_false', undefined, [], false],
  ['is_empty', undefined, [], true],
  ['is_empty', undefined, 0, false],
  ['is_not_empty', undefined, { a: 1 }, true],
  ['is_not_empty', undefined, null, false],
  ['before', '2026-11-24T10:00:00Z', '2026-11-24T10:59:59+01:00', true],
  ['after', '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z', false],
  ['within_hours', office, '2026-11-24T06:00:00Z', true],
  ['within_hours', office, '2026-11-24T15:00:00Z', false],
  ['within_hours', office, 'today', false],
  ['within_hours', night, '2026-11-27T23:00:00Z', true],
  ['within_hours', night, '2026-11-28T05:59:00Z', true],
  ['within_hours', night, '2026-11-28T22:00:00Z', false],
  ['within_hours', night, '2026-11-27T05:00:00Z', false],
  ['on_days', weekend, '2026-11-27T22:30:00Z', true],
  ['on_days', weekend, '2026-11-27T21:30:00Z', false],
  ['number_in_country', 'cz', '+420228880000', true],
  ['number_in_country', ['SK', 'CZ'], '+420228880000', true],
  ['number_in_country', 'CZ', '228880000', false],
])('%s %j: %j is %j', (operator, operand, actual, held) => {
  expect(prepare(operator, operand)?.(actual, undefined)).toBe(held);
});

it('compares with case when asked', () => {
  expect(prepare('equals', 'A', true)?.('a', undefined)).toBe(false);
  expect(prepare('matches', 'A', true)?.('a', undefined)).toBe(false);
});

describe('a missing field', () => {
  const operands: Partial<Record<Operator, Json>> = {
    ...{
      equals: null,
      not_equals: 'x',
      contains: 'x',
      not_contains: 'x',
      starts_with: '',
      ends_with: '',
      matches: '.*',
    },
    ...{
      in: [null],
      not_in: ['x'],
      less_than: 1,
      less_or_equal: 1,
      greater_than: 0,
      greater_or_equal: 0,
      between: [0, 1],
    },
    ...{ before: '2026-11-24T10:00:00Z', after: '2026-11-24T10:00:00Z', within_hours: office, on_days: weekend },
    ...{ number_in_country: 'CZ', changed_to: 'x', any_item: ofItem, all_items: ofItem, no_item: ofItem },
  };
  it.each(OPERATORS)('%s', (operator) => {
    const held = prepare(operator, operands[operator])?.(undefined, 'before');
    expect(held).toBe(['is_not_set', 'no_item'].includes(operator) || operator.startsWith('not_'));
  });
});

it.each<[Operator, Json | undefined]>([
  ['equals', undefined],
  ['in', 'a'],
  ['starts_with', 1],
  ['matches', '('],
  ['less_than', 'many'],
  ['between', [3, 1]],
  ['between', [1]],
  ['is_set', true],
  ['before', '2026-11-24'],
  ['within_hours', { zone: 'Nowhere', from: '08:00', to: '17:00' }],
  ['within_hours', { zone: 'UTC', from: '8', to: '17:00' }],
  ['within_hours', { zone: 'UTC', from: '08:00', to: '24:01' }],
  ['on_days', { zone: 'UTC', days: ['someday'] }],
  ['on_days', { zone: 'UTC', days: [] }],
  ['number_in_country', 'Czechia'],
  ['number_in_country', []],
  ['changed', 'x'],
])('%s refuses the operand %j', (operator, operand) => {
  expect(prepare(operator, operand)).toBeUndefined();
});

it.each<[Operator, Json | undefined, Json, Json | undefined, boolean]>([
  ['changed', undefined, 'busy', 'online', true],
  ['changed', undefined, 'Busy', 'busy', true],
  ['changed', undefined, 'busy', 'busy', false],
  ['changed', undefined, 'busy', undefined, false],
  ['changed_to', 'busy', 'BUSY', 'online', true],
  ['changed_to', 'busy', 'offline', 'online', false],
  ['changed_to', 'busy', 'busy', 'busy', false],
])('%s %j: %j after %j is %j', (operator, operand, actual, previous, held) => {
  expect(prepare(operator, operand)?.(actual, previous)).toBe(held);
});
