import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkWorkflow } from './check-workflow.js';
import type { WorkflowDocument } from './document.js';
import { checkContext as context } from './testing/check-context.spec-helper.js';
import { manifests } from './testing/manifests.js';
import { extractInlineSecrets } from './inline-secrets.js';
import { SecretNames } from './secret-names.js';
import { compileRecord } from './compile-record.js';

interface Case {
  readonly name: string;
  readonly document: WorkflowDocument;
  readonly expect: readonly { code: string; pointer: string }[];
}
const cases = (folder: string) => {
  const path = join(import.meta.dirname, '../../conformance/workflows', folder);
  return readdirSync(path)
    .map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')) as Case)
    .map((c) => [c.name, c] as const);
};
const sorted = (list: readonly { code: string; pointer: string }[]) =>
  list.map(({ code, pointer }) => `${pointer} ${code}`).sort();
const workflow = (step: object, events = ['call.ended']) => ({
  apiVersion: 'hookswitch.io/v1', kind: 'Workflow', metadata: { name: 'w' },
  spec: { enabled: true, trigger: { events }, steps: [step] },
}); // prettier-ignore

describe('checkWorkflow', () => {
  it.each(cases('valid'))('accepts: %s', (_, { document }) => {
    const { errors, warnings } = checkWorkflow(document, context);
    // What a condition costs is no question of whether it is right.
    const others = warnings.filter(({ code }) => code !== 'evaluated_on_every_event');
    expect([errors, others]).toEqual([[], []]);
  });
  it.each(cases('invalid'))('refuses: %s', (_, { document, expect: expected }) => {
    expect(sorted(checkWorkflow(document, context).errors)).toEqual(sorted(expected));
  });
  it('never throws, whatever the document', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(checkWorkflow(value, context).errors)));
    const [, { document }] = cases('valid')[0] ?? ['', { document: {} }];
    const paths = [
      'apiVersion',
      'metadata',
      'spec',
      'spec.trigger',
      'spec.conditions',
      'spec.steps',
      'spec.steps.0',
      'spec.steps.0.params',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const copy = structuredClone(document) as unknown as Record<string, unknown>;
        const keys = path.split('.');
        const parent = keys
          .slice(0, -1)
          .reduce<Record<string, unknown>>((here, key) => (here[key] ?? {}) as Record<string, unknown>, copy);
        parent[keys.at(-1) ?? ''] = value;
        checkWorkflow(copy, context);
      }),
    );
  });
  it('refuses documents that are too deep or too large', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(checkWorkflow(deep, context).errors).toMatchObject([{ code: 'too_deep', pointer: '' }]);
    expect(checkWorkflow({ x: 'x'.repeat(256 * 1024) }, context).errors).toMatchObject([{ code: 'too_large' }]);
  });
  it.each([
    ['unknown_path', '/spec/steps/0/params/text', { channel: 'C1', text: '{{event.properties.talking_tme}}' }],
    [
      'partition_key_from_event',
      '/spec/steps/0/params/channel',
      { channel: '{{event.properties.direction}}', text: 'x' },
    ],
    ['looks_like_secret', '/spec/steps/0/params/text', { channel: 'C1', text: 'xoxb-' + '1234567890-abcdef' }],
  ])('warns of %s', (code, pointer, params) => {
    const step = { id: 'tell', action: 'slack', connection: 'team-slack', params };
    expect(checkWorkflow(workflow(step), context)).toMatchObject({ errors: [], warnings: [{ code, pointer }] });
  });
  it('warns of a workflow whose conditions the index cannot look up, and of no other', () => {
    const late = { field: 'event.properties.talking_time', operator: 'greater_than', value: 60 };
    const incoming = { field: 'event.properties.direction', operator: 'equals', value: 'incoming' };
    const step = { id: 'tell', action: 'slack', connection: 'team-slack', params: { channel: 'C1', text: 'x' } };
    const warned = (where: object) => {
      const { spec, ...rest } = workflow(step);
      return checkWorkflow({ ...rest, spec: { ...spec, ...where } }, context).warnings;
    };
    expect(warned({ conditions: late })).toMatchObject([
      {
        code: 'evaluated_on_every_event',
        pointer: '/spec/conditions',
        message: expect.stringContaining('evaluated on every call.ended:') as unknown,
      },
    ]);
    expect(warned({ steps: [{ id: 'late', condition: late }, step] })).toMatchObject([
      { code: 'evaluated_on_every_event', pointer: '/spec/steps/0/condition' },
    ]);
    for (const where of [
      { conditions: { all: [late, incoming] } },
      { steps: [step, { id: 'late', condition: late }] },
      {},
    ])
      expect(warned(where)).toEqual([]);
  });
  it('suggests the nearest name', () => {
    const step = {
      id: 't',
      action: 'slack',
      connection: 'team-slack',
      params: { channel: 'C1', text: '{{event.properties.talking_tme}}' },
    };
    expect(checkWorkflow(workflow(step), context).warnings[0]?.message).toContain('"event.properties.talking_time"');
    expect(checkWorkflow(workflow(step, ['call.endd']), context).errors[0]?.message).toContain(
      'Did you mean "call.ended"?',
    );
  });
  it('suggests names for the first problems only, and reports no more than anybody reads', () => {
    const params = (text: string) => ({
      id: 't',
      action: 'slack',
      connection: 'team-slack',
      params: { channel: 'C1', text },
    });
    const slips = (path: string) => Array.from({ length: 3_000 }, (_, index) => `{{${path}${index}}}`).join('');
    const { errors } = checkWorkflow(workflow(params(slips('event.subjec'))), context);
    const { warnings } = checkWorkflow(workflow(params(slips('event.properties.call_uui'))), context);
    for (const problems of [errors, warnings]) {
      expect(problems).toHaveLength(500);
      expect(problems.filter(({ message }) => message.includes('Did you mean'))).toHaveLength(50);
    }
  });
  it('refuses another action type under the same step id', () => {
    const before = workflow({ id: 'x', action: 'sms', params: {} }) as unknown as WorkflowDocument;
    const step = { id: 'x', action: 'slack', connection: 'team-slack', params: { channel: 'C1', text: 'x' } };
    expect(checkWorkflow(workflow(step), { ...context, previous: before }).errors).toMatchObject([
      { code: 'step_type_changed', pointer: '/spec/steps/0/action' },
    ]);
  });
});

describe('extractInlineSecrets', () => {
  const params = (secret: string) => ({
    endpoint: `https://crm.example.com/x?api_key=${secret}&page=2`,
    method: 'POST',
    headers: [
      { key: 'Authorization', value: `Bearer ${secret}` },
      { key: 'X-Plain', value: secret, secret: true },
    ],
    values: [
      { key: 'clientSecret', value: secret, format: 'string' },
      { key: 'name', value: '{{event.id}}' },
    ],
    body: { nested: [{ password: secret, max_tokens: 5 }] },
  });
  it('leaves nothing behind, whatever the credential', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{12,40}$/), (secret) => {
        const { document, secrets } = extractInlineSecrets(
          workflow({ id: 'crm', action: 'http', params: params(secret) }),
          manifests,
        );
        expect(JSON.stringify(document)).not.toContain(secret);
        expect(secrets.map(({ value }) => value)).toEqual(Array(5).fill(secret));
        expect(new Set(secrets.map(({ name }) => name)).size).toBe(5);
        expect(checkWorkflow(document, context).errors).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
  it('keeps the scheme, knows the host, leaves templates and what is saved already', () => {
    const { document, secrets } = extractInlineSecrets(
      workflow({ id: 'crm', action: 'http', params: params('abcdefghijkl') }),
      manifests,
    );
    expect(document).toMatchObject({
      spec: {
        steps: [
          {
            params: {
              headers: [{ value: 'Bearer {{secrets.inline-w_crm-headers-0-authorization}}' }, { secret: true }],
              values: [{}, { value: '{{event.id}}' }],
              body: { nested: [{ max_tokens: 5 }] },
            },
          },
        ],
      },
    });
    expect(secrets[0]).toMatchObject({ connectorType: 'http', stepId: 'crm', allowedHosts: ['crm.example.com'] });
    expect(extractInlineSecrets(document, manifests)).toEqual({ document, secrets: [] });
  });
  it('gives a new credential no name that the document uses already, and survives hostile nesting', () => {
    const first = '{{ secrets.inline-w_crm-body-0-password }}';
    const step = { id: 'crm', action: 'http', params: { body: [{ password: 'brand-new-one' }, { password: first }] } };
    expect(extractInlineSecrets(workflow(step), manifests).secrets).toMatchObject([
      { name: 'inline-w_crm-body-0-password-2' },
    ]);
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    const params = { password: 'x', deep };
    expect(extractInlineSecrets(workflow({ id: 'crm', action: 'http', params }), manifests).secrets).toEqual([]);
  });
  it('never gives one name twice, not even when it is the base of another', () => {
    const names = new SecretNames(new Set(['b', 'a-3']));
    expect(['a', 'a', 'a-2', 'a', 'a-2', 'b'].map((base) => names.give(base))).toEqual([
      'a',
      'a-2',
      'a-2-2',
      'a-4',
      'a-2-3',
      'b-2',
    ]);
  });
  it('takes ten thousand credentials at one place in its stride', () => {
    const body = { ['a'.repeat(70)]: Array.from({ length: 10_000 }, () => ({ token: 'x' })) };
    const started = performance.now();
    const { secrets } = extractInlineSecrets(workflow({ id: 'crm', action: 'http', params: { body } }), manifests);
    expect(new Set(secrets.map(({ name }) => name)).size).toBe(10_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
  it('gives two workflows different names, whatever theirs and their steps are called', () => {
    const nameOf = (name: string, id: string) => {
      const document = { ...workflow({ id, action: 'http', params: { body: { token: 'abc' } } }), metadata: { name } };
      return extractInlineSecrets(document, manifests).secrets[0]?.name;
    };
    expect(nameOf('crm', 'sync-post')).toBe('inline-crm_sync-post-body-token');
    expect(nameOf('crm-sync', 'post')).toBe('inline-crm-sync_post-body-token');
  });
  it('takes what the manifest calls a secret', () => {
    const step = { id: 't', action: 'sms', params: { authorization: { id: 'AK1', secret: 'hush-hush' } } };
    const { document, secrets } = extractInlineSecrets(workflow(step), manifests);
    expect(secrets).toMatchObject([{ value: 'hush-hush', allowedHosts: ['my.cloudtalk.io'] }]);
    expect(document).toMatchObject({ spec: { steps: [{ params: { authorization: { id: 'AK1' } } }] } });
  });
});

describe('compileRecord', () => {
  it('completes actions from manifests and marks those that a later step reads', () => {
    const found = cases('valid').find(([name]) => name === 'the example of the contracts');
    if (!found) throw new Error('conformance file is missing');
    const record = compileRecord(found[1].document, {
      tenant: 't',
      id: 'i',
      version: 2,
      revision: 7,
      manifests,
      prefix: 'p',
    });
    expect(record).toMatchObject({ tenant: 't', id: 'i', name: 'text-missed-callers', version: 2, revision: 7 });
    expect(record.actions).toMatchObject({
      crm: {
        connector: 'http',
        topic: 'p.commands.http.v1',
        awaited: true,
        delivery: 'at_least_once',
        timeoutMs: 30_000,
        retry: { maxAttempts: 12 },
      },
      text: {
        topic: 'p.commands.sms.v1',
        awaited: false,
        delivery: 'at_most_once',
        retry: { maxAttempts: 5, factor: 4 },
      },
    });
  });
});
