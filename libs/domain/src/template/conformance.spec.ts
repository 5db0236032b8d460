import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../json.js';
import { LANDINGS, type Landing } from '../manifest.js';
import type { SecretPlace } from '../messages.js';
import { conformance, rows, type ConformanceFile, type ScopedCase } from '../testing/conformance.spec-helper.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import { FILTER_NAMES } from './filters.js';
import { templateProblems } from './problems.js';
import { renderParams } from './render-params.js';
import { VALUE_FORMATS } from './values.js';

interface Refused {
  readonly error: string;
  readonly pointer?: string;
}
interface Template extends ScopedCase {
  readonly landing: Landing;
  readonly param: Json;
  readonly expected: { readonly value: Json; readonly secrets?: readonly Omit<SecretPlace, 'landing'>[] } | Refused;
}
interface Value extends ScopedCase {
  readonly entry: JsonObject;
  readonly expected: { readonly key?: string; readonly value: Json; readonly secret?: SecretPlace['parts'] } | Refused;
}
interface Text extends ScopedCase {
  readonly text: string;
  readonly expected: readonly string[];
}

const engines = testEngines();
const all = conformance<Template>('templates');
const templates = all.filter(([name]) => name !== 'problems');
const problems = all.filter(([name]) => name === 'problems') as unknown as [string, ConformanceFile<Text>][];
const values = conformance<Value>('values');

describe.each(templates)('templates: %s', (_, file) => {
  it.each(rows(file))('%s', (_name, { landing, param, expected, in: scope }) => {
    const outcome = renderParams({ p: param }, { p: landing }, scope, engines);
    if ('error' in expected) {
      expect(outcome).toMatchObject({ ok: false, error: { code: expected.error, pointer: expected.pointer } });
      return;
    }
    const secrets = (expected.secrets ?? []).map((place) => ({ ...place, landing }));
    expect(outcome).toEqual({ ok: true, value: { params: { p: expected.value }, secrets } });
  });
});

describe.each(values)('values: %s', (_, file) => {
  it.each(rows(file))('%s', (_name, { entry, expected, in: scope }) => {
    const outcome = renderParams({ p: [entry] }, { p: 'values' }, scope, engines);
    if ('error' in expected) {
      const pointer = expected.pointer ?? '/p/0/value';
      expect(outcome).toMatchObject({ ok: false, error: { code: expected.error, pointer } });
      return;
    }
    const { key = 'k', value, secret } = expected;
    const secrets = secret ? [{ pointer: '/p/0/value', landing: 'values', parts: secret }] : [];
    expect(outcome).toEqual({ ok: true, value: { params: { p: [{ key, value }] }, secrets } });
  });
});

describe.each(problems)('templates: %s', (_, file) => {
  it.each(rows(file))('%s', (_name, { text, expected }) => {
    expect(templateProblems(text, engines).map(({ code }) => code)).toEqual(expected);
  });
});

describe('the conformance cases of templates and values', () => {
  const rendered = templates.flatMap(([, file]) => file.cases);
  const formatted = values.flatMap(([, file]) => file.cases);
  const refused = ({ expected }: Template | Value) => 'error' in expected;

  it('are many, and each is there once', () => {
    expect(rendered.length + formatted.length).toBeGreaterThanOrEqual(150);
    const inputs = [...rendered, ...formatted].map(({ name: _, expected: __, ...input }) =>
      JSON.stringify(input, (_key, value: unknown) => (value === Infinity ? '1e999' : value)),
    );
    expect(inputs.filter((input, index) => inputs.indexOf(input) !== index)).toEqual([]);
  });
  it.each(FILTER_NAMES)('show the filter %s with a value, without one, and refused', (filter) => {
    const own = rendered.filter(({ name }) => name.startsWith(`${filter}: `));
    expect(own.some(({ properties }) => (properties as JsonObject).x === undefined)).toBe(true);
    expect(own.some(({ properties }) => (properties as JsonObject).x !== undefined)).toBe(true);
    const texts = problems.flatMap(([, file]) => file.cases);
    const isOwn = ({ text }: Text) => text.includes(`| ${filter}`);
    expect(texts.some((each) => isOwn(each) && each.expected.includes('invalid_argument'))).toBe(true);
  });
  it.each(LANDINGS.filter((landing) => landing !== 'values' && landing !== 'literal'))(
    'show the landing %s both rendered and refused',
    (landing) => {
      const own = rendered.filter((each) => each.landing === landing);
      expect(new Set(own.map(refused))).toEqual(new Set([true, false]));
    },
  );
  it.each(VALUE_FORMATS)('show the format %s both rendered and, where it refuses anything, refused', (format) => {
    const own = formatted.filter(({ entry }) => entry.format === format);
    expect(new Set(own.map(refused))).toEqual(new Set([true, false]));
  });
});
