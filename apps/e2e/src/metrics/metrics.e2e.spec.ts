import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codesIn, readPage, tableOf } from '../docs/pages.js';
import { callEnded } from '../harness/events.js';
import { GRPC, publish } from '../harness/intakes.js';
import { endedRuns, type Run } from '../harness/runs.js';
import type { World } from '../harness/scenario.js';
import type { Stack } from '../harness/stack.js';
import { startStandaloneStack } from '../harness/standalone-stack.js';
import { newTenant } from '../harness/tenant.js';
import { crmStep, document, saveAll, slackStep, type SavedWorkflow } from '../harness/workflows.js';
import { readExposition, type Exposed } from './exposition.js';

const START_MS = 180_000;
const EVENT = 'measured-event';
/** Nothing goes wrong here in the way that these count. */
const ONLY_IN_TROUBLE = [
  'hookswitch_consumer_rejected_batches_total',
  'hookswitch_dead_letters_total',
  // Comes with the first delivery receipt.
  'hookswitch_receipts_total',
  'hookswitch_rules_adopted_plans_total',
  'hookswitch_rules_held_back_total',
];

const page = tableOf(readPage('docs/reference/metrics.md'), 'name').map(([name = '', kind = '', labels = '']) => ({
  name: codesIn(name)[0] ?? '',
  kind,
  labels: codesIn(labels),
}));

let world: World;
let saved: readonly SavedWorkflow[];
let runs: readonly Run[];
let text: string;
let exposed: ReadonlyMap<string, Exposed>;

beforeAll(async () => {
  const stack = await startStandaloneStack();
  world = { stack, tenant: await newTenant(stack), slot: 'a' };
  saved = await saveAll(
    world,
    document('tell', ['call.ended'], [crmStep(stack, 'crm', { phone: 'x' }), slackStep('post', '#calls', 'A call')]),
    document(
      'wander',
      ['call.ended'],
      [{ id: 'inside', action: 'http', params: { endpoint: 'https://crm.internal/contacts', method: 'POST' } }],
    ),
  );
  await publish(world, callEnded(EVENT));
  runs = await endedRuns(world.tenant, EVENT, 2);
  for (const intake of GRPC) await intake.send(world, callEnded(`grpc-${intake.name}`));
  text = await scrape(stack);
  exposed = readExposition(text);
}, START_MS);
afterAll(() => world.stack.close(), START_MS);

async function scrape(stack: Stack): Promise<string> {
  const { readyUrl } = stack.service('standalone').options;
  return (await fetch(readyUrl.replace('/readyz', '/metrics'))).text();
}
const value = (name: string, labels: Readonly<Record<string, string>>): number =>
  (exposed.get(name)?.samples ?? [])
    .filter((sample) => Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted))
    .reduce((sum, sample) => sum + sample.value, 0);

it('exposes the metrics that the reference lists, and no others of ours', () => {
  const ours = [...exposed.keys()].filter((name) => /^(hookswitch|messaging|http|rpc|db)_/.test(name));
  const listed = page.map(({ name }) => name);
  expect(ours.filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name) => !exposed.has(name))).toEqual([]);
});

describe.each(page)('$name', ({ name, kind, labels }) => {
  it('is of the kind and has the labels that the reference gives', () => {
    expect(exposed.get(name)?.kind).toBe(kind);
    const used = new Set(exposed.get(name)?.samples.flatMap((sample) => Object.keys(sample.labels)));
    expect([...used].filter((label) => !labels.includes(label))).toEqual([]);
  });

  it('has a value once something has happened', () => {
    const values = exposed.get(name)?.samples.map((sample) => sample.value) ?? [];
    expect(values.every(Number.isFinite)).toBe(true);
    if (!ONLY_IN_TROUBLE.includes(name)) expect(values.length).toBeGreaterThan(0);
  });
});

it('counts what was done', () => {
  expect(value('hookswitch_events_total', { outcome: 'accepted', type: 'call.ended' })).toBe(1 + GRPC.length);
  expect(value('hookswitch_commands_ended_total', { connector: 'slack', status: 'succeeded' })).toBeGreaterThanOrEqual(
    1,
  );
  expect(
    value('hookswitch_commands_ended_total', { connector: 'http', status: 'dead', reason: 'rejected' }),
  ).toBeGreaterThanOrEqual(1);
  expect(value('hookswitch_egress_blocked_total', { reason: 'internal_destination' })).toBeGreaterThanOrEqual(1);
  expect(value('http_client_request_duration_seconds', { method: 'POST', status: '200' })).toBeGreaterThanOrEqual(1);
  expect(value('rpc_server_call_duration_seconds', { status: 'OK' })).toBe(GRPC.length);
  for (const topic of ['events', 'runs', 'results', 'commands.http', 'commands.slack']) {
    const destination = { messaging_destination_name: `hookswitch.${topic}.v1`, error_type: '' };
    expect(value('messaging_client_sent_messages_total', destination)).toBeGreaterThanOrEqual(1);
    expect(value('messaging_process_duration_seconds', destination)).toBeGreaterThanOrEqual(1);
  }
});

it('names no tenant, workflow, run, event, subject, connection or host', () => {
  const { tenant } = world;
  const ids = runs.flatMap(({ id, workflow, event }) => [id, workflow.id, event.subject]);
  const unbounded = [tenant.id, EVENT, ...ids, ...saved.flatMap(({ id }) => id), 'crm.internal', '127.0.0.1'];
  const labels = text.split('\n').filter((line) => !line.startsWith('#'));
  for (const one of unbounded) expect(labels.filter((line) => line.split(' ')[0]?.includes(one))).toEqual([]);
});

describe('the log', () => {
  interface Line {
    readonly level: string;
    readonly service: string;
    readonly [field: string]: unknown;
  }
  const lines = () =>
    world.stack
      .service('standalone')
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{"level"'))
      .map((line) => JSON.parse(line) as Line);

  it('leads from the event to each attempt by ids', () => {
    const { tenant } = world;
    const ofEvent = lines().filter((line) => line.event === EVENT);
    const taken = ofEvent.find(({ service }) => service === 'gateway');
    expect(taken).toMatchObject({ level: 'debug', tenant: tenant.id, eventType: 'call.ended', outcome: 'accepted' });
    for (const { id, workflow, steps } of runs) {
      const ids = { tenant: tenant.id, workflow: workflow.id, run: id };
      for (const { id: step, command } of steps) {
        const about = ofEvent.filter((line) => String(line.command).includes(command?.id ?? 'none'));
        expect(about.find(({ service }) => service === 'rules')).toMatchObject(ids);
        expect(about.find(({ service }) => service === `connector-${command?.connector}`)).toMatchObject({
          ...ids,
          step,
          attempt: 1,
        });
      }
    }
  });

  it('has no line that says that somebody must act', () => {
    expect(lines().filter(({ level }) => level === 'error')).toEqual([]);
  });
});
