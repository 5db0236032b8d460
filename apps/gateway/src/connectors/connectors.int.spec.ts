import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StatusRecord } from '@hookswitch/domain';
import { decodeMessage, encodeMessage } from '@hookswitch/messaging';
import { generateKeyRing, KeyRing } from '@hookswitch/platform';
import { eventually } from '@hookswitch/testing';
import { aWorkflow, field, items, World } from '../gateway.spec-helper.js';

let world: World;
let connection: string;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  const body = { name: 'team-slack', connector: 'slack', secrets: { token: 'xoxb-not-a-real-token' } };
  connection = field(await world.call('POST /v1/connections', { body }), 'id');
});
afterAll(() => world.close());

const http = () => world.call('GET /v1/connectors/http');
const refusals = () => world.lines.filter(({ message }) => message.startsWith('a manifest was not used'));

describe('manifests', () => {
  it('are what connectors announced, with the keys that are trusted', async () => {
    expect(await http()).toMatchObject({
      status: 200,
      body: { type: 'http', canSeal: true, sealingKeys: world.ring.publicKeys(), openBreakers: [] },
    });
    expect(await world.call('GET /v1/connectors/fax')).toMatchObject({ status: 404 });
  });

  it('with a foreign sealing key are not used; the key that is there stays', async () => {
    const foreign = KeyRing.parse(await generateKeyRing()).publicKeys();
    const before = refusals().length;
    await world.announce((manifest) => ({ ...manifest, title: 'stolen', sealingKeys: foreign }));
    await eventually('the refusals', () => refusals().length >= before + 4);
    expect(await http()).toMatchObject({ body: { title: 'http', sealingKeys: world.ring.publicKeys() } });
  });

  it('without any key, or with a broken schema, do not replace a good one', async () => {
    const before = refusals().length;
    await world.announce((manifest) => ({ ...manifest, title: 'keyless', sealingKeys: [] }));
    await world.announce((manifest) => ({ ...manifest, title: 'broken', parameters: { type: 'nonsense' } }));
    await eventually('the refusals', () => refusals().length >= before + 8);
    expect(await http()).toMatchObject({ body: { title: 'http' } });
  });

  it('of connectors that were built for another contract are not used, and the log says what to do', async () => {
    const before = refusals().length;
    await world.announce((manifest) => ({ ...manifest, title: 'from the future', contract: 2 }));
    await eventually('the refusals', () => refusals().length >= before + 4);
    expect(JSON.stringify(refusals().at(-1))).toContain('built for contract 2 and this is contract 1');
    expect(await http()).toMatchObject({ body: { title: 'http' } });
  });

  it('keep a trusted key beside a foreign one, which is left out', async () => {
    const foreign = KeyRing.parse(await generateKeyRing()).publicKeys();
    await world.announce((manifest) => ({
      ...manifest,
      title: 'mixed',
      sealingKeys: [...foreign, ...world.ring.publicKeys()],
    }));
    await eventually('the manifest', async () => field(await http(), 'title') === 'mixed');
    expect(await http()).toMatchObject({ body: { sealingKeys: world.ring.publicKeys() } });
  });

  it('that changed compile the workflows that use them again', async () => {
    const id = field(await world.call('POST /v1/workflows', { body: aWorkflow('recompiled') }), 'id');
    const timeout = async () => {
      const record = await world.last(world.topics.workflows, `default|${id}`);
      const decoded = record && decodeMessage('workflow', record);
      return decoded?.ok ? decoded.value.actions.crm?.timeoutMs : undefined;
    };
    await eventually('the record', async () => (await timeout()) === 30_000);
    await world.announce((manifest) => ({ ...manifest, timeoutMs: 12_345 }));
    await eventually('the new record', async () => (await timeout()) === 12_345);
    expect((await world.call(`GET /v1/workflows/${id}`)).headers.get('etag')).toBe('"1"');
  });

  it('that cannot be read are skipped', async () => {
    const before = refusals().length;
    const topic = world.topics.connectors;
    await world.bus.publish([
      { topic, key: 'fax', value: 'not json' },
      { topic, key: 'fax', value: '{"type":"fax"}' },
      { topic, key: 'fax', value: null },
    ]);
    await eventually('the refusals', () => refusals().length >= before + 2);
    expect(items(await world.call('GET /v1/connectors'))).toHaveLength(4);
  });
});

describe('the test of a connection', () => {
  /** What the connector's host does, from the first request on: for those of other tests nobody waits any more. */
  const answering = (outcome: unknown, tenant = 'default') =>
    world.bus.consume({
      group: `t.host-${Math.random()}`,
      topics: [world.topics.control('slack')],
      onBatch: async (batch) => {
        for (const record of batch.records) {
          const decoded = decodeMessage('control', record);
          if (!decoded.ok || decoded.value.kind !== 'test') continue;
          const { request } = decoded.value;
          const status = {
            kind: 'test',
            tenant,
            connector: 'slack',
            request,
            outcome,
            at: new Date().toISOString(),
          } as StatusRecord;
          await world.bus.publish([encodeMessage('status', world.topics.status, `slack|test|${request}`, status)]);
        }
        await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
      },
    });

  it.each([
    ['works', { ok: true, message: 'Signed in as hookswitch-bot' }],
    ['does not', { ok: false, error: { code: 'invalid_auth', message: 'The token was revoked', class: 'config' } }],
  ])('asks the connector and says whether it %s', async (_, outcome) => {
    const host = await answering(outcome);
    try {
      expect(await world.call(`POST /v1/connections/${connection}:test`)).toMatchObject({ status: 200, body: outcome });
    } finally {
      await host.stop();
    }
    expect(items(await world.call('GET /v1/audit?action=connection.tested')).length).toBeGreaterThan(0);
  });
});

describe('what connectors say about connections', () => {
  it('is shown with the connection and the connector, until it is taken back', async () => {
    const { status } = world.topics;
    const at = '2026-03-01T10:00:00.000Z';
    const error = { code: 'invalid_auth', message: 'The token was revoked', class: 'config' } as const;
    const key = 'slack|needs_attention|default|team-slack';
    await world.bus.publish([
      encodeMessage('status', status, key, {
        kind: 'needs_attention',
        tenant: 'default',
        connector: 'slack',
        connection: 'team-slack',
        error,
        at,
      }),
      encodeMessage('status', status, 'slack|breaker_open|default|C1', {
        kind: 'breaker_open',
        tenant: 'default',
        connector: 'slack',
        key: 'C1',
        at,
      }),
    ]);
    const state = async () =>
      (await world.call(`GET /v1/connections/${connection}`)).body as { status: { state: string } };
    await eventually('the attention', async () => (await state()).status.state === 'needs_attention');
    expect(await state()).toMatchObject({ status: { error, since: at } });
    expect(await world.call('GET /v1/connectors/slack')).toMatchObject({
      body: { openBreakers: [{ key: 'C1', since: at }] },
    });
    const other = await world.tenant('other');
    expect(await world.call('GET /v1/connectors/slack', { key: other })).toMatchObject({ body: { openBreakers: [] } });
    await world.bus.publish([{ topic: status, key, value: null }]);
    await eventually('all is well', async () => (await state()).status.state === 'ok');
  });
});
