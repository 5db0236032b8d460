import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startServicesStack } from '../harness/services-stack.js';
import { CONNECTOR_TYPES, type ServiceId, type Stack } from '../harness/stack.js';
import { killRun, report, type KillRun } from './kill-run.js';
import { COMMIT_BEFORE_CLAIM, isMutated, mutated } from './mutants.js';
import { seedOf } from './random.js';
import { FAULTS } from './workload.js';

const CONNECTORS = CONNECTOR_TYPES.map((type): ServiceId => `connector-${type}`);
// The gateway is the recorder, too.
const VICTIMS: readonly ServiceId[] = ['gateway', 'rules', ...CONNECTORS];
const seed = seedOf(process.env);

const outcomesOf = (runs: KillRun['history']['runs']) =>
  runs.flatMap(({ steps }) => steps.flatMap(({ command }) => command?.attempts.map(({ outcome }) => outcome) ?? []));

let stack: Stack;
beforeAll(async () => {
  stack = await startServicesStack({ env: { HOOKSWITCH_LEASE_SECONDS: '3' } });
  for (const [provider, faults] of Object.entries(FAULTS)) await stack.simulator.misbehave(provider as 'crm', faults);
}, 180_000);
afterAll(() => stack.close(), 60_000);

it('services that are killed under load lose nothing, and do nothing twice without saying why', async () => {
  const run = await killRun(stack, {
    seed,
    victims: VICTIMS,
    kills: 24,
    pauseMs: [400, 2_000],
    callsPerTenant: 12,
    everyMs: 2_000,
    patienceMs: 30_000,
  });
  const story = await report('kills', run);
  if (run.violations.length > 0) throw new Error(story);
  const { events, runs, results } = run.history;
  expect(results.length).toBeGreaterThan(events.length);
  expect(events.filter(({ answer }) => answer === 'acked').length).toBeGreaterThan(60);
  // Kills that met no request under way would prove little.
  expect(outcomesOf(runs)).toContain('unknown');
  const perVictim = VICTIMS.map((id) => run.kills.filter(({ service }) => service === id).length);
  expect(perVictim).toEqual(VICTIMS.map(() => 4));
  expect(await stack.kafka?.consume('deadletters')).toEqual([]);
}, 400_000);

it('a build that commits offsets before it claims does not pass', async () => {
  const extraEnv = mutated(COMMIT_BEFORE_CLAIM);
  for (const id of CONNECTORS) await stack.service(id).stop('SIGKILL');
  for (const id of CONNECTORS) stack.service(id).start(extraEnv);
  await Promise.all(CONNECTORS.map((id) => stack.service(id).ready()));
  expect(CONNECTORS.filter((id) => !isMutated(stack.service(id), COMMIT_BEFORE_CLAIM))).toEqual([]);
  const run = await killRun(stack, {
    seed,
    victims: CONNECTORS,
    kills: 6,
    pauseMs: [500, 1_500],
    callsPerTenant: 8,
    everyMs: 2_000,
    patienceMs: 12_000,
    extraEnv,
  });
  const story = await report('commit-before-claim', run);
  const rules = new Set(run.violations.map(({ rule }) => rule));
  if (!rules.has('open') || !rules.has('unfinished')) throw new Error(`Nothing was noticed. ${story}`);
}, 400_000);
