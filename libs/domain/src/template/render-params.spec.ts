import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../json.js';
import { LANDINGS, type Landing } from '../manifest.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import { checkLanded, joinSecrets } from './landed.js';
import { compileParams, renderParams } from './render-params.js';
import { templatePaths } from './paths.js';
import { templateProblems } from './problems.js';
import type { Scope } from './types.js';

const engines = testEngines();
const scopeWith = (properties: Json): Scope => ({
  event: { id: 'e-1', type: 'call.ended', properties },
  steps: {},
  workflow: {},
  run: {},
  now: '2026-11-24T10:00:00Z',
});
const render = (param: Json, landing: Landing = 'text', properties: Json = {}) =>
  renderParams({ p: param }, { p: landing }, scopeWith(properties), engines);
const codeOf = (outcome: ReturnType<typeof render>) => (outcome.ok ? 'ok' : outcome.error.code);
const deep = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as Json;

describe('limits', () => {
  it('takes a leaf of 64 KiB and refuses one byte more, counted in UTF-8', () => {
    const x = '{{event.properties.x}}';
    expect(codeOf(render(`${x}a`, 'text', { x: 'b'.repeat(65_535) }))).toBe('ok');
    expect(codeOf(render(`${x}a`, 'text', { x: 'b'.repeat(65_536) }))).toBe('too_large');
    expect(codeOf(render(x, 'json', { x: '€'.repeat(21_845) }))).toBe('ok');
    expect(codeOf(render(x, 'json', { x: '€'.repeat(21_846) }))).toBe('too_large');
    expect(codeOf(render(x, 'json', { x: ['b'.repeat(65_533)] }))).toBe('too_large');
    expect(render(x, 'json', { x: ['b'.repeat(65_536)] })).toMatchObject({ error: { pointer: '/p' } });
  });
  it('takes params of 256 KiB together and refuses more, without a place', () => {
    const part = 'a'.repeat(65_000);
    expect(codeOf(render([part, part, part, part]))).toBe('ok');
    const outcome = render([part, part, part, part, part]);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'too_large', pointer: '' } });
  });
  it('does not let templates turn one event into endless work', () => {
    const heavy = Array.from({ length: 5_000 }, () => '{{event.properties | json | truncate:1}}').join('');
    let reads = 0;
    const properties = {
      get x() {
        reads += 1;
        return 'a'.repeat(250_000);
      },
    };
    expect(codeOf(render(heavy, 'text', properties))).toBe('too_large');
    expect(reads).toBeLessThan(100);
    const nulls = Array.from({ length: 50_000 }, () => null);
    const many = Array.from({ length: 5_000 }, () => '{{event.properties.x | join:""}}').join('');
    expect(codeOf(render(many, 'text', { x: nulls }))).toBe('too_large');
    const wide = `{{event.properties.x | join:"${'-'.repeat(1_000)}"}}`;
    expect(codeOf(render(wide, 'text', { x: Array.from({ length: 100_000 }, () => 1) }))).toBe('too_large');
  });
  it('refuses what nests deeper than the stack, in params and in values', () => {
    expect(codeOf(render(deep(100_000), 'json'))).toBe('too_large');
    for (const text of ['{{event.properties.x}}', 'a{{event.properties.x}}', '{{event.properties.x | json}}']) {
      expect(codeOf(render(text, 'json', { x: deep(100_000) }))).toBe('too_large');
    }
    expect(codeOf(render([{ key: 'k', value: '{{event.properties.x}}' }], 'values', { x: deep(100_000) }))).toBe(
      'too_large',
    );
  });
});

describe('compileParams', () => {
  it('parses once and renders for many events', () => {
    const renderFor = compileParams({ text: 'Hi {{event.properties.x}}', n: 1 }, { text: 'text' });
    const texts = ['Ada', 'Bob'].map((x) => renderFor(scopeWith({ x }), engines));
    expect(texts).toMatchObject([
      { value: { params: { text: 'Hi Ada', n: 1 } } },
      { value: { params: { text: 'Hi Bob' } } },
    ]);
  });
  it('lands a parameter without a landing as json, whatever its name', () => {
    const params = { constructor: '{{event.properties.x}}', toString: '{{event.id}}' } as unknown as JsonObject;
    expect(renderParams(params, {}, scopeWith({ x: 5 }), engines)).toMatchObject({
      value: { params: { constructor: 5, toString: 'e-1' } },
    });
  });
});

describe('secrets', () => {
  it('become parts that the host joins, escaped and checked for where they land', () => {
    const url = render('https://a.example/{{event.properties.x}}?k={{secrets.k}}', 'url', { x: 'a/b' });
    const [place] = url.ok ? url.value.secrets : [];
    if (!place) throw new Error('no place');
    expect(joinSecrets(place, (name) => ({ k: 'a&b=c' })[name])).toEqual({
      ok: true,
      value: 'https://a.example/a%2Fb?k=a%26b%3Dc',
    });
    expect(joinSecrets(place, () => undefined)).toMatchObject({ error: { code: 'unknown_secret', pointer: '/p' } });
    const header = { pointer: '/headers/0/value', landing: 'headers', parts: ['Bearer ', { secret: 'k' }] } as const;
    const outcome = joinSecrets(header, () => 'hush\r\nHost: evil.example');
    expect(outcome).toMatchObject({ error: { code: 'invalid_header', pointer: '/headers/0/value' } });
    expect(JSON.stringify(outcome)).not.toContain('hush');
    expect(joinSecrets({ ...header, parts: ['/', { secret: 'k' }], landing: 'text' }, () => '<&>')).toMatchObject({
      value: '/<&>',
    });
  });
  it('cannot be asked for by data', () => {
    const names = fc.constantFrom('{{secrets.k}}', '}}{{secrets.k}}', '{{secrets.k | json}}', 'secrets.k');
    fc.assert(
      fc.property(names, fc.constantFrom(...LANDINGS), (x, landing) => {
        const param = landing === 'values' || landing === 'headers' ? [{ key: 'k', value: '{{event.properties.x}}' }] : '{{event.properties.x}}'; // prettier-ignore
        const outcome = render(param, landing, { x });
        expect(outcome.ok ? outcome.value.secrets : []).toEqual([]);
      }),
    );
  });
});

describe('checkLanded', () => {
  it.each<[Landing, string, string | undefined]>([
    ['headers', 'Bearer abc', undefined],
    ['headers', 'a\nb', 'invalid_header'],
    ['url', 'https://a.example/x?y', undefined],
    ['url', 'https://u:p@a.example/', 'credentials_in_url'],
    ['url', 'https://a.example/%2e%2E', 'invalid_url'],
    ['url', 'a.example/x', 'invalid_url'],
    ['phone', '+420228880000', undefined],
    ['phone', '420228880000', 'invalid_value'],
    ['text', 'a'.repeat(65_537), 'too_large'],
    ['json', '\0', undefined],
  ])('%s %j: %s', (landing, text, code) => {
    expect(checkLanded(landing, text, '/x')?.code).toBe(code);
  });
});

/** Any text, and texts that nearly are templates. */
const fragments = fc.constantFrom('{{', '}}', 'event', '.', 'properties', '[0]', ' | ', 'upper', 'date', 'join', ':', '"', '\\', 'secrets', '3', 'https://a.example/', '+420', '\r\n', '\ud83d'); // prettier-ignore
const template = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fragments, { maxLength: 14 }).map((all) => all.join('')),
);
const anyLanding = fc.constantFrom(...LANDINGS);

describe('whatever comes', () => {
  it('rendering never throws, and gives params or an error with code, message and pointer', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const entries = fc.array(
      fc.record({ key: fc.oneof(template, json), value: fc.oneof(template, json), format: json }, { requiredKeys: [] }),
      { maxLength: 3 },
    );
    const param = fc.oneof(template, json, entries as fc.Arbitrary<unknown>);
    fc.assert(
      fc.property(param, anyLanding, json, (value, landing, properties) => {
        const outcome = render(value as Json, landing, properties as Json);
        if (outcome.ok) expect(Object.keys(outcome.value.params)).toEqual(['p']);
        else expect(outcome.error.message.length * outcome.error.code.length).toBeGreaterThan(0);
        if (!outcome.ok) expect(outcome.error.pointer).toMatch(/^(?:\/p|$)/);
      }),
      { numRuns: 2_000 },
    );
  });
  it('what templateProblems accepts renders without invalid_template, and what it refuses does not render', () => {
    fc.assert(
      fc.property(template, fc.jsonValue(), (text, properties) => {
        const problems = templateProblems(text, engines);
        const code = codeOf(render(text, 'text', properties as Json));
        expect(code === 'invalid_template').toBe(
          problems.some((problem) => problem.code !== 'secret_not_allowed_here'),
        );
        expect(Array.isArray(templatePaths(text))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
  it('a value is put in once and never looked at again', () => {
    const value = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('{{', '}}', 'event.properties.v0', 'event.id', '{', '}', ' '), { maxLength: 8 }).map((all) => all.join('')), // prettier-ignore
    );
    const literal = fc.string().map((text) => text.replaceAll('{', '('));
    fc.assert(
      fc.property(fc.array(fc.tuple(literal, value), { minLength: 1, maxLength: 6 }), (pairs) => {
        const text = pairs.map(([before], index) => `${before}{{event.properties.v${index}}}`).join('');
        const properties = Object.fromEntries(pairs.map(([, v], index) => [`v${index}`, v]));
        const expected = pairs.map(([before, v]) => before + v).join('');
        expect(render(text, 'text', properties)).toMatchObject({ value: { params: { p: expected } } });
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A decimal as digits and exponent of ten, by another way than the code under test. */
function exact(text: string): readonly [bigint, number] {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}
function sameDecimal(left: string, right: string): boolean {
  const [[a, i], [b, j]] = [exact(left), exact(right)];
  const low = Math.min(i, j);
  return a * 10n ** BigInt(i - low) === b * 10n ** BigInt(j - low);
}

describe('formats', () => {
  const digits = fc.stringMatching(/^-?\d{1,25}(?:\.\d{1,25})?(?:e[+-]?\d{1,2})?$/);
  it.each(['number', 'auto'])('%s never rounds', (format) => {
    fc.assert(
      fc.property(fc.oneof(digits, fc.maxSafeInteger().map(String), fc.double({ noNaN: true }).map(String)), (text) => {
        const outcome = render([{ key: 'k', value: text, format }], 'values');
        const [entry] = (outcome.ok ? outcome.value.params.p : []) as unknown as readonly { value: Json }[];
        if (typeof entry?.value !== 'number') return;
        expect(sameDecimal(JSON.stringify(entry.value), text)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
  it('number takes every integer that is exact', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (integer) => {
        const outcome = render([{ key: 'k', value: String(integer), format: 'number' }], 'values');
        expect(outcome).toMatchObject({ value: { params: { p: [{ value: integer }] } } });
      }),
    );
  });
});
