import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkflow, field, World } from '../gateway.spec-helper.js';

let world: World;
let key: string;
let other: string;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  key = await world.tenant('small');
  other = await world.tenant('other');
  await world.call('PATCH /v1/tenants/small', { body: { quotas: { connections: 2, secrets: 2 } } });
});
afterAll(() => world.close());

const send = (request: string, body?: unknown) => world.call(request, { key, ...(body !== undefined && { body }) });
const full = (things: string, most: number) => ({
  status: 422,
  body: {
    code: 'quota_exceeded',
    errors: [
      {
        pointer: '',
        code: 'quota_exceeded',
        message: `This tenant has ${most} of at most ${most} ${things}. (Quota "${things}".)`,
      },
    ],
  },
});

describe('the quota on connections', () => {
  const secrets = { token: 'xoxb-not-a-real-token' };
  const connection = (name: string) => ({ name, connector: 'slack', secrets });

  it('refuses one more, however many come at once, and says how many there may be', async () => {
    const names = Array.from({ length: 5 }, (_, n) => `racer-${n}`);
    const replies = await Promise.all(names.map((name) => send('POST /v1/connections', connection(name))));
    const refused = replies.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(3);
    for (const reply of refused) expect(reply).toMatchObject(full('connections', 2));
    expect((await send('GET /v1/tenant')).body).toMatchObject({ used: { connections: 2, secrets: 0 } });
    expect(await world.call('POST /v1/connections', { key: other, body: connection('racer-0') })).toMatchObject({
      status: 201,
    });
  });

  it('leaves what is there in place, to be changed and to make room', async () => {
    await world.call('PATCH /v1/tenants/small', { body: { quotas: { connections: 1 } } });
    const { body } = await send('GET /v1/connections');
    const [{ id } = { id: '' }] = (body as { readonly items: readonly { readonly id: string }[] }).items;
    expect(await send(`PUT /v1/connections/${id}`, { secrets })).toMatchObject({ status: 200 });
    expect((await send(`DELETE /v1/connections/${id}`)).status).toBe(204);
    expect(await send('POST /v1/connections', connection('again'))).toMatchObject(full('connections', 1));
    await world.call('PATCH /v1/tenants/small', { body: { quotas: { connections: 2 } } });
    expect(await send('POST /v1/connections', connection('again'))).toMatchObject({ status: 201 });
  });
});

describe('the quota on secrets', () => {
  const secret = (name: string) => ({ name, value: 'v', allowedHosts: ['crm.example.com'], connectors: ['http'] });
  const typed = (name: string, ...ids: readonly string[]) =>
    aWorkflow(name, {
      enabled: false,
      steps: ids.map((id) => ({
        id,
        action: 'http',
        params: {
          endpoint: 'https://crm.example.com',
          method: 'GET',
          headers: [{ key: 'Authorization', value: `Bearer typed-${id}` }],
        },
      })),
    });

  it('refuses one more, and takes a new value for one that is there', async () => {
    expect((await send('POST /v1/secrets', secret('first'))).status).toBe(201);
    expect((await send('POST /v1/secrets', secret('second'))).status).toBe(201);
    expect(await send('POST /v1/secrets', secret('third'))).toMatchObject(full('secrets', 2));
    expect(await send('PUT /v1/secrets/first', { value: 'w' })).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await world.call('POST /v1/secrets', { key: other, body: secret('third') })).status).toBe(201);
  });

  it('counts credentials that are typed into a workflow, and names the step that has one too many', async () => {
    await send('DELETE /v1/secrets/second');
    const error = {
      pointer: '/spec/steps/1/params',
      code: 'quota_exceeded',
      message: 'This tenant has 1 of at most 2 secrets, and this would be one of 2 more. (Quota "secrets".)',
    };
    const told = { status: 422, body: { code: 'quota_exceeded', errors: [error] } };
    expect(await send('POST /v1/workflows', typed('typed', 'a', 'b'))).toMatchObject(told);
    expect(await send('POST /v1/workflows:validate', typed('typed', 'a', 'b'))).toMatchObject({
      body: { valid: false, errors: [error] },
    });
    const saved = await send('POST /v1/workflows', typed('typed', 'a'));
    expect(saved.status).toBe(201);
    expect((await send('GET /v1/tenant')).body).toMatchObject({ used: { secrets: 2 } });
    expect(await send(`PUT /v1/workflows/${field(saved, 'id')}`, typed('typed', 'a'))).toMatchObject({ status: 200 });
  });
});

describe('the days that runs are kept', () => {
  const waiting = (days: number) => {
    const document = aWorkflow(`waits-${days}`);
    return {
      ...document,
      spec: { ...document.spec, steps: [{ id: 'wait', delay: { days } }, ...document.spec.steps] },
    };
  };

  it('are the longest that a workflow of this tenant can wait', async () => {
    await world.call('PATCH /v1/tenants/small', { body: { retention: { runDays: 3 } } });
    const errors = [{ pointer: '/spec/steps/0/delay', code: 'duration_out_of_range' }];
    expect(await send('POST /v1/workflows', waiting(4))).toMatchObject({
      status: 422,
      body: { code: 'invalid_document', errors },
    });
    expect(await send('POST /v1/workflows:validate', waiting(4))).toMatchObject({ body: { valid: false, errors } });
    expect((await send('POST /v1/workflows', waiting(3))).status).toBe(201);
    expect((await world.call('POST /v1/workflows', { key: other, body: waiting(4) })).status).toBe(201);
  });
});
