import { expect } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun } from '../harness/runs.js';
import { received, type Scenario, type World } from '../harness/scenario.js';
import type { SimulatedRequest } from '../harness/simulator.js';
import { CONNECTIONS } from '../harness/tenant.js';
import { document, saveAll, slackStep } from '../harness/workflows.js';

const MESSAGE = 'chat.postMessage';
const posts = async (world: World): Promise<readonly SimulatedRequest[]> =>
  (await received(world, 'slack')).filter(({ path }) => path.endsWith(MESSAGE));

const message = (id: string, params: object, more: object = {}) => ({
  id,
  action: 'slack',
  connection: CONNECTIONS.slack,
  params: { channel: '#calls', ...params },
  ...more,
});

const sections = [
  {
    type: 'section',
    text: { type: 'mrkdwn', text: '*{{event.properties.name}}* of {{event.properties.mark}}' },
    accessory: {
      type: 'button',
      text: { type: 'plain_text', text: 'Open' },
      url: 'https://crm.example.com/?phone=1&name={{event.properties.name | urlencode}}',
    },
  },
  { type: 'context', elements: '{{event.properties.elements}}' },
];

interface Connection {
  readonly id: string;
  readonly name: string;
  readonly settings: object;
  readonly allowedHosts: readonly string[];
  readonly status: { readonly state: string; readonly error?: { readonly code: string; readonly message: string } };
}

const slackConnection = async ({ tenant }: World): Promise<Connection> => {
  const all = await tenant.api.all<Connection>('/v1/connections?connector=slack');
  const found = all.find(({ name }) => name === CONNECTIONS.slack);
  if (!found) throw new Error('there is no Slack connection');
  return found;
};

const storeToken = async (world: World, token: string): Promise<void> => {
  const { id, settings, allowedHosts } = await slackConnection(world);
  await world.tenant.api.must('PUT', `/v1/connections/${id}`, { settings, allowedHosts, secrets: { token } });
};

interface Tested {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}
const tested = async (world: World): Promise<Tested> =>
  world.tenant.api.must<Tested>('POST', `/v1/connections/${(await slackConnection(world)).id}:test`);

export const slackScenarios: readonly Scenario[] = [
  {
    name: 'a second message answers the first one in its thread, with blocks that keep values from being more than text',
    async run(world) {
      const { tenant } = world;
      const thread_ts = '{{steps.first.output.ts}}';
      await saveAll(
        world,
        document(
          'thread',
          ['call.ended'],
          [
            message('first', { text: 'A call for {{event.properties.mark}}' }),
            message('answer', { text: 'Who calls back?', thread_ts, username: 'Bell', blocks: sections }),
          ],
        ),
      );
      const element = { type: 'mrkdwn', text: '<!here> {{event.id}}' };
      const data = { mark: tenant.id, name: 'Jane <!channel> & Co', elements: [element] };
      await publish(world, callEnded('thread', data));

      const run = await endedRun(tenant, 'thread');
      expect(run.status).toBe('succeeded');
      const [first, answer] = [commandOf(run, 'first').output, commandOf(run, 'answer').output];
      expect(first).toMatchObject({
        channel: expect.stringMatching(/^C/),
        permalink: expect.stringMatching(/^https:/),
      });
      expect(answer?.permalink).toContain(`thread_ts=${String(first?.ts)}`);
      const [, sent] = await posts(world);
      const { blocks, ...others } = sent?.body as { readonly blocks: string };
      expect(others).toMatchObject({ text: 'Who calls back?', thread_ts: first?.ts, username: 'Bell' });
      expect(JSON.parse(blocks)).toEqual([
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `*Jane &lt;!channel&gt; &amp; Co* of ${tenant.id}` },
          accessory: {
            type: 'button',
            text: { type: 'plain_text', text: 'Open' },
            url: 'https://crm.example.com/?phone=1&name=Jane%20%3C!channel%3E%20%26%20Co',
          },
        },
        { type: 'context', elements: [{ type: 'mrkdwn', text: '&lt;!here&gt; {{event.id}}' }] },
      ]);
    },
  },
  {
    name: 'blocks that are too many are refused when saved, and what Slack finds wrong stands in the run',
    async run(world) {
      const { tenant } = world;
      const many = Array.from({ length: 51 }, () => ({ type: 'divider' }));
      const refused = await tenant.api.send(
        'POST',
        '/v1/workflows',
        document('many', ['call.ended'], [message('tell', { text: '{{event.id}}', blocks: many })]),
      );
      expect([refused.status, refused.body.errors?.map(({ pointer }) => pointer)]).toEqual([
        422,
        ['/spec/steps/0/params/blocks'],
      ]);

      const header = { type: 'header', text: { type: 'plain_text', text: '{{event.properties.long}}' } };
      await saveAll(world, document('long', ['call.ended'], [message('tell', { text: 'x', blocks: [header] })]));
      await publish(world, callEnded('long', { mark: tenant.id, long: 'x'.repeat(151) }));
      const { error } = commandOf(await endedRun(tenant, 'long'), 'tell');
      expect(error?.code).toBe('invalid_blocks');
      expect(error?.message).toContain('must be less than 151 characters [json-pointer:/blocks/0/text/text]');
    },
  },
  {
    name: 'a message waits while its token is expired, and goes out with the next one',
    async run(world) {
      const { tenant } = world;
      await storeToken(world, `xoxe.xoxb-1-expired-${tenant.id}`);
      await eventually(
        'the connector having that token',
        async () => (await tested(world)).error?.code === 'token_expired',
      );
      await saveAll(world, document('patient', ['call.ended'], [slackStep('tell', '#rotated', '{{event.id}}')]));
      await publish(world, callEnded('rotated'));
      const { error } = await eventually(
        'the connection asking for attention',
        async () => {
          const { status } = await slackConnection(world);
          return status.state === 'needs_attention' ? status : undefined;
        },
        { timeoutMs: 40_000, everyMs: 200 },
      );
      expect(error).toMatchObject({ code: 'token_expired', message: expect.stringContaining('Store the new one') });
      expect(await posts(world)).toEqual([]);

      await storeToken(world, tenant.secrets.slackToken);
      expect((await endedRun(tenant, 'rotated')).status).toBe('succeeded');
      expect((await posts(world)).map(({ body }) => (body as { text: string }).text)).toEqual(['rotated']);
      expect((await slackConnection(world)).status.state).toBe('ok');
    },
  },
];
