import type { ServiceId } from '../../harness/stack.js';
import { CONNECTOR_TYPES } from '../../harness/stack.js';
import { newTenant } from '../../harness/tenant.js';
import { saveAll } from '../../harness/workflows.js';
import { check } from '../history/checker.js';
import { requestsOf, resultsOf, runsOf, settled } from '../history/collect.js';
import type { History } from '../history/history.js';
import { atLeast, type Experiment, type Findings, type Order } from '../experiment.js';
import type { Lab } from '../lab.js';
import { Callers } from '../load/callers.js';
import { FAULTS, MIXED, mixedWorkflows } from '../load/mixed.js';
import { atWork } from '../nemesis/at-work.js';
import { torment } from '../nemesis/torment.js';

interface KillOptions {
  readonly victims: readonly ServiceId[];
  readonly kills: number;
  readonly pauseMs: readonly [least: number, most: number];
  readonly callsPerTenant: number;
  readonly everyMs: number;
  /** How long nothing may change, while there are open runs, before it is called lost. */
  readonly patienceMs: number;
}

const CONNECTORS = CONNECTOR_TYPES.map((type): ServiceId => `connector-${type}`);
// The gateway is the recorder, too.
const VICTIMS: readonly ServiceId[] = ['gateway', 'rules', ...CONNECTORS];
const QUIET_MS = 4_000;
const DEADLINE_MS = 180_000;
/** Twice every service. */
const KILLS = 12;
/** Kills a minute, when asked for minutes. */
const PER_MINUTE = 24;

/** Every service dies again and again, every other time in the middle of its work. */
export const killedServices: Experiment = {
  id: 'E2',
  title: 'services are killed at random',
  isShort: true,
  lab: { env: { HOOKSWITCH_LEASE_SECONDS: '3' } },
  async run(lab, order) {
    const kills = order.minutes === undefined ? KILLS : Math.max(6, Math.round(order.minutes * PER_MINUTE));
    const findings = await killedUnderLoad(lab, order, {
      ...{ victims: VICTIMS, kills, pauseMs: [400, 2_000], callsPerTenant: 12, everyMs: 2_000, patienceMs: 30_000 },
    });
    const attempts = attemptsOf(findings.history);
    const dead = (await lab.stack.kafka?.consume('deadletters')) ?? [];
    return {
      ...findings,
      claims: [
        // Kills that met no request under way would prove little.
        atLeast('attempts whose end nobody knows', attempts.filter(({ outcome }) => outcome === 'unknown').length, 1),
        atLeast('acknowledged events a kill', ackedOf(findings.history) / kills, 2),
        { what: 'records that could not be read, 0', measured: String(dead.length), holds: dead.length === 0 },
      ],
    };
  },
};

/** Load from two new tenants to all simulated providers, kills meanwhile, then rest, then everybody's story. */
async function killedUnderLoad(
  { stack }: Lab,
  { random, say }: Pick<Order, 'random' | 'say'>,
  { victims, kills, pauseMs, callsPerTenant, everyMs, patienceMs }: KillOptions,
): Promise<Findings> {
  for (const [provider, faults] of Object.entries(FAULTS)) await stack.simulator.misbehave(provider as 'crm', faults);
  const tenants = await Promise.all([newTenant(stack), newTenant(stack)]);
  await Promise.all(tenants.map((tenant) => saveAll({ stack, tenant, slot: 'a' }, ...mixedWorkflows(stack))));
  const since = (await stack.simulator.requests()).at(-1)?.seq ?? 0;
  const load = new Callers({ stack, tenants, random: random.fork(), callsPerTenant, everyMs });
  try {
    const meet = (id: ServiceId) => atWork(stack.simulator, id);
    const progress = (done: number) => done % 6 === 0 && say(`${done} of ${kills} kills, ${load.acked} events`);
    await torment({ stack, victims, kills, random: random.fork(), pauseMs, atWork: meet, onKill: progress });
  } finally {
    await load.stop();
  }
  const from = performance.now();
  await settled(tenants, { quietMs: QUIET_MS, patienceMs, deadlineMs: DEADLINE_MS });
  const recoverySeconds = (performance.now() - from) / 1_000 - QUIET_MS / 1_000;
  const runs = (await Promise.all(tenants.map(runsOf))).flat();
  const [requests, results] = await Promise.all([requestsOf(stack, tenants, since), resultsOf(stack, tenants)]);
  const history = { events: load.sent, runs, requests, results };
  return {
    ...{ history, violations: check(history, MIXED), recoverySeconds, claims: [] },
    load: `${callsPerTenant} calls of each of 2 tenants, an event every ${everyMs / 1_000} s of each, all connectors`,
    injected: `${kills} kills of ${victims.length} services`,
  };
}

const attemptsOf = ({ runs }: History) =>
  runs.flatMap(({ steps }) => steps.flatMap(({ command }) => command?.attempts ?? []));
const ackedOf = ({ events }: History): number => events.filter(({ answer }) => answer === 'acked').length;
