import { expect } from '@jest/globals';
import type { Json } from '@hookswitch/domain';
import { readPage } from '../docs/pages.js';
import { kcatOf } from '../harness/intakes.js';
import { endedRun } from '../harness/runs.js';
import type { Scenario, World } from '../harness/scenario.js';
import { carryOut, isThere, type Said } from './carry-out.js';
import { CLIENTS, type Client } from './clients.js';
import { startFalteringGateway, type FalteringGateway } from './faltering-gateway.js';

const PREPARE_MS = 240_000;
const RUN_MS = 60_000;
/** Way in → what happens to the call. */
const TOLD = { rest: 'started', grpc: 'answered', kafka: 'ended' } as const;

const prepared = new Map<string, Said>();

/** Fetches and builds all that the machine has the language for, side by side, and says what it has not. */
export async function prepareClients(): Promise<void> {
  const [there, missing] = [CLIENTS.filter(isThere), CLIENTS.filter((client) => !isThere(client))];
  for (const { language, needs } of missing) process.stdout.write(`${sentence(language, needs)}\n`);
  await Promise.all(
    there.map(async (client) => prepared.set(client.language, await carryOut(client, 'prepare', {}, PREPARE_MS))),
  );
}

const sentence = (language: string, needs: string): string =>
  `not run: no ${language} on this machine (the client needs ${needs})`;

export const clientScenarios: readonly Scenario[] = CLIENTS.map((client) => ({
  name: `the ${client.language} client tells of a call over REST, gRPC and Kafka, again where the gateway falters, and sees its workflow run`,
  needsKafka: true,
  ...(!isThere(client) && { notRun: sentence(client.language, client.needs) }),
  run: (world: World) => runClient(world, client),
}));

async function runClient(world: World, client: Client): Promise<void> {
  expect(prepared.get(client.language)).toMatchObject({ code: 0 });
  const gateway = await startFalteringGateway(world);
  try {
    const call = callOf(await sayings(world, client, gateway));
    expect([...gateway.refused].sort()).toEqual(['grpc', 'rest']);
    await expectRuns(world, client, call);
    await expectSameRecords(world, call);
  } finally {
    await gateway.close();
  }
}

/** What the client says when all went well. */
async function sayings(world: World, client: Client, gateway: FalteringGateway): Promise<string> {
  const { stack, tenant } = world;
  const kafka = kcatOf(world);
  const { key } = await tenant.api.must<{ readonly key: string }>(
    'POST',
    '/v1/api-keys',
    keyOf(readPage('examples/clients/README.md').text),
  );
  const said = await carryOut(
    client,
    'run',
    {
      HOOKSWITCH_URL: gateway.url,
      HOOKSWITCH_API_KEY: key,
      GRPC_ADDRESS: gateway.grpc,
      KAFKA_BROKERS: kafka.place.brokers.join(','),
      EVENTS_TOPIC: kafka.topic('events'),
      TENANT: tenant.id,
      TARGET: `${stack.simulator.url}/_sim/health`,
    },
    RUN_MS,
  );
  expect(said).toMatchObject({ code: 0 });
  return said.output;
}

/** What the page asks a reader to make: a key that may do no more than a client needs. */
function keyOf(page: string): Json {
  const [, body = ''] = /-d '(\{[^']+\})'/.exec(page) ?? [];
  return JSON.parse(body) as Json;
}

/** The call that it told of. */
function callOf(output: string): string {
  const lines = [...output.matchAll(/(?:rest|grpc|kafka) (?<call>call-\w+)-\w+ \w+/g)];
  const call = lines[0]?.groups?.['call'] ?? '';
  const wanted = Object.entries(TOLD).map(([way, action]) => `${way} ${call}-${action} succeeded`);
  expect(lines.map(([line]) => line)).toEqual(wanted);
  return call;
}

async function expectRuns({ tenant }: World, { language }: Client, call: string): Promise<void> {
  for (const action of Object.values(TOLD)) {
    expect(await endedRun(tenant, `${call}-${action}`)).toMatchObject({
      status: 'succeeded',
      event: { type: `call.${action}`, subject: call, source: expect.stringMatching(`^/examples/${language}/`) },
    });
  }
  // It has cleaned up behind itself.
  expect(await tenant.api.all('/v1/workflows')).toEqual([]);
}

/** What the client wrote on Kafka is what the gateway writes, in the partition of the same call. */
async function expectSameRecords(world: World, call: string): Promise<void> {
  const key = `${world.tenant.id}|${call}`;
  const records = (await kcatOf(world).consume('events')).filter((record) => record.key === key);
  expect(records.map(({ headers }) => headers['ce_id'])).toEqual(
    Object.values(TOLD).map((action) => `${call}-${action}`),
  );
  const [first, , last] = records;
  expect(last?.partition).toBe(first?.partition);
  expect(JSON.parse(last?.value ?? '')).toEqual(JSON.parse(first?.value ?? ''));
  const { ce_id: _id, ce_type: _type, ce_time: _time, ce_revision: _revision, ...attributes } = first?.headers ?? {};
  expect(last?.headers).toMatchObject(withoutTrace(attributes));
}

const withoutTrace = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !/trace(parent|state)$/.test(name)));
