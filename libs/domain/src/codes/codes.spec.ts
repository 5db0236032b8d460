import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Json, JsonObject } from '../json.js';
import { conformance } from '../testing/conformance.spec-helper.js';
import { checkWorkflow } from '../workflow/check-workflow.js';
import type { WorkflowDocument } from '../workflow/document.js';
import { checkContext } from '../workflow/testing/check-context.spec-helper.js';
import type { CodeTable } from './code-table.js';
import { DOCUMENT_CODES, type DocumentCode } from './document-codes.js';
import { SCHEMA_CODES, schemaCode } from './schema-codes.js';

const CONFORMANCE = join(import.meta.dirname, '../../conformance/workflows/invalid');
const { schema, ...others } = DOCUMENT_CODES;
const listed = Object.values(DOCUMENT_CODES).flatMap((table) => Object.keys(table));

interface Expected {
  readonly expect: readonly { readonly code: string }[];
}
interface Refused {
  readonly expected: boolean | readonly (string | { readonly code: string })[];
}

/** What other languages have to find, too. */
function codesOfConformance(): readonly string[] {
  const documents = readdirSync(CONFORMANCE).flatMap(
    (file) => (JSON.parse(readFileSync(join(CONFORMANCE, file), 'utf8')) as Expected).expect,
  );
  const refused = [
    ...conformance<Refused>('conditions').flatMap(([, { cases }]) => cases),
    ...conformance<Refused>('templates').flatMap(([name, { cases }]) => (name === 'problems' ? cases : [])),
  ].flatMap(({ expected }) => (typeof expected === 'boolean' ? [] : expected));
  return [...documents, ...refused].map((one) => (typeof one === 'string' ? one : one.code));
}

const action = { id: 'tell', action: 'slack', connection: 'team-slack', params: { channel: 'C1', text: 'x' } };
const workflow = (spec: object) => ({
  ...{ apiVersion: 'hookswitch.io/v1', kind: 'Workflow', metadata: { name: 'w' } },
  spec: { enabled: true, trigger: { events: ['call.ended'] }, steps: [action], ...spec },
});
const slack = (params: object) => workflow({ steps: [{ ...action, params: { ...action.params, ...params } }] });
const item = (value: object) => ({ field: 'event.properties.tags', operator: 'any_item', value });

/** What the files do not have, as not all languages look. */
const FOUND: Partial<Readonly<Record<DocumentCode, object>>> = {
  too_long: workflow({ description: 'x'.repeat(2_001) }),
  too_large: { x: 'x'.repeat(256 * 1_024) },
  triggers_itself: workflow({ trigger: { events: ['workflow.action_dead'] }, publishes: ['workflow.action_dead'] }),
  possible_loop: workflow({
    trigger: { events: ['transcription.created'] },
    steps: [
      {
        id: 'say',
        action: 'stt',
        connection: 'speech',
        params: { language: 'cs-CZ', use_enhanced: false, model: 'default' },
      },
    ],
  }),
  evaluated_on_every_event: workflow({
    conditions: { field: 'event.properties.direction', operator: 'not_equals', value: 'incoming' },
  }),
  partition_key_from_event: slack({ channel: '{{event.properties.direction}}' }),
  looks_like_secret: slack({ text: 'xoxb-' + '1234567890-abcdef' }),
  cel_in_item: workflow({ conditions: item({ cel: 'true' }) }),
  cel_unsupported: workflow({ conditions: { cel: 'b"bytes" == b"bytes"' } }),
  cel_not_boolean: workflow({ conditions: { cel: '1 + 2' } }),
};

describe('every code of a document', () => {
  const conformant = codesOfConformance();

  it('that conformance wants is listed', () => {
    expect(conformant.length).toBeGreaterThan(100);
    expect(conformant.filter((code) => !listed.includes(code))).toEqual([]);
  });

  it.each(Object.entries(FOUND))('is found: %s', (code, document) => {
    const { errors, warnings } = checkWorkflow(document, checkContext);
    expect([...errors, ...warnings].map((problem) => problem.code)).toContain(code);
  });

  it('is found when an action becomes one of another connector: step_type_changed', () => {
    const previous = workflow({ steps: [{ ...action, action: 'sms' }] }) as unknown as WorkflowDocument;
    const { errors } = checkWorkflow(workflow({}), { ...checkContext, previous });
    expect(errors.map(({ code }) => code)).toEqual(['step_type_changed']);
  });

  it('that is listed can be found', () => {
    const found = new Set<string>([...conformant, ...Object.keys(FOUND), 'step_type_changed', 'missing_plan']);
    const codes = Object.values(others).flatMap((table) => Object.keys(table));
    expect(codes.filter((code) => !found.has(code))).toEqual([]);
  });

  it('stands in one table, with its meaning and what brings it about', () => {
    expect(listed).toHaveLength(new Set(listed).size);
    const rows = Object.values<CodeTable>(DOCUMENT_CODES).flatMap((table) => Object.values(table));
    for (const [meaning, cause] of rows) {
      expect(meaning).toMatch(/\.$/);
      expect(cause).not.toMatch(/\.$/);
    }
  });
});

describe('a keyword of JSON Schema', () => {
  const ajv = () => {
    const instance = new Ajv2020({ allErrors: true, strict: false });
    formats.default(instance);
    return instance;
  };
  const shown = Object.entries(schema).flatMap(([code, [, cause]]): (readonly [string, Json, JsonObject])[] => {
    const [, value, of] = /^`(.+)` for `(.+)`$/.exec(cause) ?? [];
    return value !== undefined && of !== undefined
      ? [[code, JSON.parse(value) as Json, JSON.parse(of) as JsonObject] as const]
      : [];
  });

  it.each(shown)('is broken as its example says: %s', (code, value, of) => {
    const validate = ajv().compile(of);
    validate(value);
    expect((validate.errors ?? []).map(({ keyword }) => schemaCode(keyword))).toContain(code);
  });

  it('has an example, but for what is not listed', () => {
    expect(Object.keys(SCHEMA_CODES).filter((code) => !shown.some(([known]) => known === code))).toEqual(['invalid']);
    expect(schemaCode('ourOwn')).toBe('invalid');
    expect(schemaCode('toString')).toBe('invalid');
  });

  it('that the validator can report has a code', () => {
    const { all } = (ajv() as unknown as { readonly RULES: { readonly all: object } }).RULES;
    const silent = Object.keys(all).filter((keyword) => schemaCode(keyword) === 'invalid');
    expect(silent.sort()).toEqual([...SILENT].sort());
  });
});

/** Keywords that report nothing of their own: what stands inside them does, or what stands beside them. */
const SILENT = [
  ...['$comment', '$dynamicAnchor', '$dynamicRef', '$recursiveAnchor', '$recursiveRef', '$ref', 'id', 'nullable'],
  ...['allOf', 'dependentSchemas', 'if', 'then', 'else', 'patternProperties', 'prefixItems', 'properties'],
  ...['maxContains', 'minContains'],
];
