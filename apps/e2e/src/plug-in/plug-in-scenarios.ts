import { expect } from '@jest/globals';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun, runsOfEvent, startedRun } from '../harness/runs.js';
import type { Afterwards } from '../harness/run-on.js';
import type { Scenario, World } from '../harness/scenario.js';
import type { Stack } from '../harness/stack.js';
import { connect, newTenant, type Tenant } from '../harness/tenant.js';
import { document, saveAll } from '../harness/workflows.js';
import { plugIn } from './plug-in.js';

/** In force for a tenant: what the stranger's action says goes on to a later step. */
const echoing = (params: object) =>
  document(
    'echoing',
    ['call.ended'],
    [
      { id: 'say', action: 'echo', connection: 'echo', params },
      {
        id: 'again',
        action: 'echo',
        connection: 'echo',
        params: { text: 'It said {{steps.say.output.text}}', values: { mark: '{{event.properties.mark}}' } },
      },
    ],
  );
const PARAMS = {
  text: 'Call {{event.subject}}',
  values: { seconds: '{{event.properties.waiting_time}}', mark: '{{event.properties.mark}}' },
  times: 2,
};
const tokenOf = ({ id }: Tenant): string => `echo-token-${id}`;

const connection = (tenant: Tenant): object => ({
  name: 'echo',
  connector: 'echo',
  settings: { baseUrl: plugIn.target.origin },
  secrets: { token: tokenOf(tenant) },
  allowedHosts: ['127.0.0.1'],
});

/** What the target got for the command. */
const requestsFor = (command: string) =>
  plugIn.target.requests.filter(({ headers }) => headers['idempotency-key'] === command);

export const plugInScenarios: readonly Scenario[] = [
  {
    name: 'a connector that was built outside is an action like any other: announced, checked, performed, read by later steps',
    needsKafka: true,
    run: runEcho,
  },
];

async function runEcho(world: World): Promise<void> {
  const { tenant } = world;
  expect(await tenant.api.get('/v1/connectors/echo')).toMatchObject({ type: 'echo', canSeal: true, contract: 1 });
  await connect(tenant, connection(tenant));
  const refused = await tenant.api.send('POST', '/v1/workflows', echoing({ ...PARAMS, times: 11 }));
  expect(refused.status).toBe(422);
  expect(JSON.stringify(refused.body)).toContain('/spec/steps/0/params/times');

  await saveAll(world, echoing(PARAMS));
  await publish(world, callEnded('echoed', { mark: tenant.id }));
  const run = await endedRun(tenant, 'echoed');
  expect(run.status).toBe('succeeded');
  const said = commandOf(run, 'say');
  const text = 'Call call-echoed Call call-echoed';
  const values = { seconds: 21, mark: tenant.id };
  expect(said.output).toMatchObject({ text, values });
  expect(commandOf(run, 'again').output).toMatchObject({ text: `It said ${text}`, values: { mark: tenant.id } });
  expect(requestsFor(said.id)).toMatchObject([
    {
      method: 'POST',
      url: '/messages',
      headers: { authorization: `Bearer ${tokenOf(tenant)}` },
      body: JSON.stringify({ text, values }),
    },
  ]);
}

/** Of at least ten: no test at all fails, either. */
const ALL_PASSED = /pass \d{2}\b[^]*fail 0\b/;

export const plugInAfterwards: readonly Afterwards[] = [
  {
    name: 'a connector that was built outside can be stopped: its commands wait, and nothing is lost or done twice',
    check: stopAndStart,
  },
  {
    name: 'a connector that was built outside passes the conformance suite that ships',
    check: async () => expect(await plugIn.conformance).toMatch(ALL_PASSED),
  },
  {
    name: 'what new-connector makes passes the conformance suite as it is',
    check: async () => expect(await plugIn.madeConformance).toMatch(ALL_PASSED),
  },
];

async function stopAndStart(stack: Stack): Promise<void> {
  const tenant = await newTenant(stack);
  const world: World = { stack, tenant, slot: 'a' };
  await connect(tenant, connection(tenant));
  await saveAll(world, echoing(PARAMS));
  const service = stack.service('connector-echo');
  expect(await service.end()).toMatchObject({ code: 0 });

  await publish(world, callEnded('while-away', { mark: tenant.id }));
  const waiting = await startedRun(tenant, 'while-away', ({ steps }) => steps.some(({ command }) => command));
  const { id, attempts } = commandOf(waiting, 'say');
  expect([waiting.status, attempts, requestsFor(id)]).toEqual(['running', [], []]);
  // What it can do is still known: workflows that use it can be read, checked and saved.
  expect(await tenant.api.get('/v1/connectors/echo')).toMatchObject({ type: 'echo' });
  expect((await tenant.api.send('POST', '/v1/workflows:validate', echoing(PARAMS))).status).toBe(200);

  service.start();
  await service.ready();
  expect((await endedRun(tenant, 'while-away')).status).toBe('succeeded');
  expect(requestsFor(id)).toHaveLength(1);
  expect(await runsOfEvent(tenant.api, 'while-away')).toHaveLength(1);

  const { kafka } = stack;
  const topics = ['commands.echo', 'control.echo', 'connections'];
  const read = kafka ? await Promise.all(topics.map((topic) => kafka.consume(topic))) : [];
  const text = `${JSON.stringify(read)} ${service.log()} ${(await stack.databaseText?.()) ?? ''}`;
  expect(text).toContain('while-away');
  expect(text).not.toContain('echo-token-');
}
