import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  compileCondition,
  conditionProblems,
  renderParams,
  type Condition,
  type Json,
  type JsonObject,
  type Landing,
  type Scope,
} from '@hookswitch/domain';
import { createEngines } from './create-engines.js';

/** One case of libs/domain/conformance; the domain's own specs run them with engines of their own, services with these. */
interface Case {
  readonly name: string;
  readonly properties?: Json;
  readonly scope?: JsonObject;
  readonly condition: Json;
  readonly landing: Landing;
  readonly param: Json;
  readonly expected: Json;
}
interface File {
  readonly scope: { readonly event: JsonObject };
  readonly cases: readonly Case[];
}

const engines = createEngines();
const folder = new URL('../../../domain/conformance/', import.meta.url);
const casesOf = (kind: string) =>
  readdirSync(new URL(kind, folder))
    .filter((name) => name !== 'problems.json' || kind === 'conditions')
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(new URL(`${kind}/${name}`, folder), 'utf8')) as File;
      return file.cases.map((each) => [each.name, { ...each, in: scopeOf(file, each) }] as const);
    });
const scopeOf = ({ scope: shared }: File, { properties = {}, scope = {} }: Case): Scope =>
  ({ ...shared, event: { ...shared.event, properties }, ...scope }) as unknown as Scope;

describe('with the engines of the services a condition means what the conformance files say', () => {
  it.each(casesOf('conditions'))('%s', (_, { condition, expected, in: scope }) => {
    if (typeof expected !== 'boolean') {
      expect(conditionProblems(condition, engines).map(({ pointer, code }) => ({ pointer, code }))).toEqual(expected);
      return;
    }
    const compiled = compileCondition(condition as unknown as Condition, engines);
    expect(compiled.ok && compiled.value(scope)).toBe(expected);
  });
});

describe('and so does a template', () => {
  it.each(casesOf('templates'))('%s', (_, { landing, param, expected, in: scope }) => {
    const outcome = renderParams({ p: param }, { p: landing }, scope, engines);
    const { value, error } = expected as { readonly value?: Json; readonly error?: string };
    if (error === undefined) expect(outcome).toMatchObject({ ok: true, value: { params: { p: value } } });
    else expect(outcome).toMatchObject({ ok: false, error: { code: error } });
  });
});
