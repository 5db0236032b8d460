import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
  await world.start();
});
afterAll(() => world.close());

const create = (name: string, spec = {}) => world.call('POST /v1/workflows', { body: aWorkflow(name, spec) });

describe('the life of a workflow', () => {
  it('goes from a draft over versions and a roll back to its end', async () => {
    const created = await world.call('POST /v1/workflows?message=first', {
      body: aWorkflow('life', { enabled: false }),
    });
    const id = field(created, 'id');
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'life', version: 1, enabled: false, message: 'first' },
    });
    expect(created.headers.get('location')).toBe(`/v1/workflows/${id}`);
    expect(created.headers.get('etag')).toBe('"1"');

    expect(await world.call(`POST /v1/workflows/${id}:enable`)).toMatchObject({
      status: 200,
      body: { enabled: true, version: 1 },
    });
    const saved = await world.call(`PUT /v1/workflows/${id}`, { body: aWorkflow('life', { description: 'second' }) });
    expect(saved).toMatchObject({
      status: 200,
      body: { version: 2, description: 'second', enabled: true, warnings: [] },
    });

    const back = await world.call(`POST /v1/workflows/${id}:rollback`, {
      body: { version: 1, message: 'it was better' },
    });
    expect(back).toMatchObject({ status: 200, body: { version: 3, enabled: true, message: 'it was better' } });
    expect(back.body).not.toHaveProperty('description');

    const versions = await world.call(`GET /v1/workflows/${id}/versions`);
    expect(items(versions)).toMatchObject([
      { version: 3, restoredFrom: 1 },
      { version: 2 },
      { version: 1, message: 'first' },
    ]);
    expect(field(versions, 'next')).toBe('undefined');

    expect(await world.call(`POST /v1/workflows/${id}:disable`)).toMatchObject({ body: { enabled: false } });
    expect(await world.call(`DELETE /v1/workflows/${id}`)).toMatchObject({ status: 204 });
    expect(await world.call(`GET /v1/workflows/${id}`)).toMatchObject({ status: 404 });
    expect(await create('life')).toMatchObject({ status: 201 });
  });

  it('says which workflows are evaluated on every event', async () => {
    const late = { field: 'event.properties.talking_time', operator: 'greater_than', value: 60 };
    const created = await world.call('POST /v1/workflows', { body: aWorkflow('on-all', { conditions: late }) });
    expect(created).toMatchObject({
      status: 201,
      body: { evaluatedOnEveryEvent: true, warnings: [{ code: 'evaluated_on_every_event' }] },
    });
    const one = { field: 'event.properties.direction', operator: 'equals', value: 'incoming' };
    await world.call('POST /v1/workflows', { body: aWorkflow('on-some', { conditions: { all: [late, one] } }) });
    const listed = items(await world.call('GET /v1/workflows')) as readonly { name: string }[];
    expect(listed.find(({ name }) => name === 'on-all')).toMatchObject({ evaluatedOnEveryEvent: true });
    expect(listed.find(({ name }) => name === 'on-some')).toMatchObject({ evaluatedOnEveryEvent: false });
  });

  it('keeps the document as its author wrote it', async () => {
    const id = field(await create('as-written'), 'id');
    const { body } = await world.call(`GET /v1/workflows/${id}`);
    expect(JSON.stringify((body as { document: unknown }).document)).toBe(JSON.stringify(aWorkflow('as-written')));
  });

  it('is told in the audit by whom, what, to which object and from where', async () => {
    const audit = items(await world.call('GET /v1/audit?limit=200')).map(({ action, object }) => [action, object]);
    expect(audit).toContainEqual([
      'workflow.rolled_back',
      expect.objectContaining({ kind: 'workflow', name: 'life', version: 3 }),
    ]);
    expect(items(await world.call('GET /v1/audit?action=workflow.deleted'))).toMatchObject([
      { actor: expect.stringMatching(/^key:\w{12}$/) as unknown, address: '127.0.0.1', object: { name: 'life' } },
    ]);
  });
});

describe('lost updates', () => {
  it('are prevented by If-Match', async () => {
    const created = await create('guarded');
    const path = `/v1/workflows/${field(created, 'id')}`;
    const first = { 'if-match': created.headers.get('etag') ?? '' };
    const mine = await world.call(`PUT ${path}`, { body: aWorkflow('guarded'), headers: first });
    expect(mine.headers.get('etag')).toBe('"2"');
    const theirs = await world.call(`PUT ${path}`, { body: aWorkflow('guarded'), headers: first });
    expect(theirs).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
    expect(await world.call(`DELETE ${path}`, { headers: first })).toMatchObject({ status: 412 });
    expect(await world.call(`POST ${path}:disable`, { headers: { 'if-match': 'W/"2"' } })).toMatchObject({
      status: 412,
    });
    expect(await world.call(`POST ${path}:disable`, { headers: { 'if-match': '*' } })).toMatchObject({ status: 200 });
    const read = await world.call(`GET ${path}`);
    expect(
      await world.call(`PUT ${path}`, {
        body: aWorkflow('guarded'),
        headers: { 'if-match': read.headers.get('etag') ?? '' },
      }),
    ).toMatchObject({ status: 200 });
  });
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'create-once' };
  it('gives the first answer again and creates nothing', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.call('POST /v1/workflows', { body: aWorkflow('once'), headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => field(answer, 'id'))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(2);
    expect(answers.every((answer) => answer.headers.get('etag') === '"1"')).toBe(true);
  });
  it('is refused for another request', async () => {
    const other = await world.call('POST /v1/workflows', { body: aWorkflow('twice'), headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const elsewhere = await world.call('POST /v1/workflows?message=x', { body: aWorkflow('once'), headers });
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });
  it('of another form is refused', async () => {
    const bad = await world.call('POST /v1/workflows', { body: aWorkflow('w'), headers: { 'idempotency-key': 'a b' } });
    expect(bad).toMatchObject({ status: 400, body: { code: 'invalid_header' } });
  });
});

describe('names', () => {
  it('are taken once in a tenant', async () => {
    await create('taken');
    expect(await create('taken')).toMatchObject({ status: 409, body: { code: 'name_taken' } });
    const other = field(await create('other'), 'id');
    expect(await world.call(`PUT /v1/workflows/${other}`, { body: aWorkflow('taken') })).toMatchObject({ status: 409 });
    expect(await world.call(`PUT /v1/workflows/${other}`, { body: aWorkflow('renamed') })).toMatchObject({
      body: { name: 'renamed' },
    });
  });
  it('find a workflow', async () => {
    expect(items(await world.call('GET /v1/workflows?name=renamed'))).toMatchObject([
      { name: 'renamed', events: ['call.ended'] },
    ]);
    expect(items(await world.call('GET /v1/workflows?name=nobody'))).toEqual([]);
  });
});

describe('lists', () => {
  it('come in pages that a cursor goes on with', async () => {
    const all: unknown[] = [];
    let cursor = '';
    do {
      const page = await world.call(`GET /v1/workflows?limit=2${cursor}`);
      expect(items(page).length).toBeLessThanOrEqual(2);
      all.push(...items(page).map(({ name }) => name));
      const next = (page.body as { next?: string }).next;
      cursor = next === undefined ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    const whole = items(await world.call('GET /v1/workflows?limit=200')).map(({ name }) => name);
    expect(all).toEqual(whole);
    expect(all.length).toBeGreaterThan(4);
  });
  it('refuse a cursor of another list, of other filters, or with a changed byte', async () => {
    const next = field(await world.call('GET /v1/workflows?limit=1'), 'next');
    const flipped = `${next.slice(0, -1)}${next.endsWith('A') ? 'B' : 'A'}`;
    for (const request of [
      `GET /v1/audit?cursor=${next}`,
      `GET /v1/workflows?enabled=true&cursor=${next}`,
      `GET /v1/workflows?cursor=${flipped}`,
      'GET /v1/workflows?cursor=abc',
    ]) {
      expect(await world.call(request)).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    }
  });
  it('say which query parameter is wrong', async () => {
    expect(await world.call('GET /v1/workflows?limit=0')).toMatchObject({
      status: 400,
      body: { code: 'invalid_query', errors: [{ pointer: '/limit', code: 'too_small' }] },
    });
    expect(await world.call('GET /v1/workflows?tenant=acme')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/tenant', code: 'unknown_field' }] },
    });
  });
});

describe(':validate', () => {
  it('says what saving would say, and stores nothing', async () => {
    const wrong = aWorkflow('draft', { trigger: { events: ['call.endet'] } });
    expect(await world.call('POST /v1/workflows:validate', { body: wrong })).toMatchObject({
      status: 200,
      body: { valid: false, errors: [{ pointer: '/spec/trigger/events/0', code: 'unknown_trigger' }] },
    });
    expect(await world.call('POST /v1/workflows:validate', { body: aWorkflow('draft') })).toMatchObject({
      body: { valid: true, errors: [] },
    });
    expect(items(await world.call('GET /v1/workflows?name=draft'))).toEqual([]);
  });
  it('compares with the version that it would replace', async () => {
    const id = field(await create('typed'), 'id');
    const steps = [
      { id: 'crm', action: 'slack', params: { token: 'xoxb-not-a-real-token', channel: 'C1', text: 'hi' } },
    ];
    const reply = await world.call(`POST /v1/workflows/${id}:validate`, { body: aWorkflow('typed', { steps }) });
    expect(reply.body).toMatchObject({ valid: false, errors: [{ code: 'step_type_changed' }] });
    expect(await world.call(`POST /v1/workflows/${id}:validate`)).toMatchObject({ body: { valid: true } });
  });
});

describe('a roll back', () => {
  it('to a version that does not exist names the version', async () => {
    const id = field(await create('short'), 'id');
    expect(await world.call(`POST /v1/workflows/${id}:rollback`, { body: { version: 7 } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/version', code: 'unknown_version' }] },
    });
    expect(await world.call(`POST /v1/workflows/${id}:rollback`, { body: { version: 'one' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/version', code: 'wrong_type' }] },
    });
  });
});

describe('YAML', () => {
  const yaml = { 'content-type': 'application/yaml' };
  const text = `apiVersion: hookswitch.io/v1
kind: Workflow
metadata: { name: from-yaml }
spec:
  enabled: true
  trigger: { events: [call.ended] }
  steps:
    - { id: crm, action: http, params: { endpoint: "https://crm.example.com/calls", method: POST } }
`;
  it('is the same document', async () => {
    const created = await world.call('POST /v1/workflows', { body: text, headers: yaml });
    expect(created).toMatchObject({ status: 201, body: { name: 'from-yaml', document: aWorkflow('from-yaml') } });
  });
  it.each([
    ['a key twice', text.replace('kind:', 'apiVersion: x\nkind:'), 'Line 2, column 1'],
    ['a tag that runs code', text.replace('true', "!!js/function 'f'"), 'Line 5, column 12'],
    ['an alias bomb', bomb(), 'aliases'],
    ['a broken list', text.replace('[call.ended]', '[call.ended'), 'Line 6, column 34'],
  ])('with %s is refused with its place', async (_, body, place) => {
    const reply = await world.call('POST /v1/workflows', { body, headers: yaml });
    expect(reply).toMatchObject({ status: 400, body: { code: 'malformed_yaml' } });
    expect(field(reply, 'detail')).toContain(place);
  });
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let n = 1; n < 9; n += 1)
    lines.push(
      `a${n}: &a${n} [${Array(9)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}
