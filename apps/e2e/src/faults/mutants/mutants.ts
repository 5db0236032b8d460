import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@hookswitch/testing';
import type { ServiceProcess } from '../../harness/service-process.js';
import type { ServiceId } from '../../harness/stack.js';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { beginTwice, sentAgain } from '../experiments/e14-same-event.js';
import { pausedUnderLoad } from '../experiments/e4-paused-connector.js';
import type { RULES, Violation } from '../history/checker.js';
import type { Lab } from '../lab.js';
import { linesModel } from '../load/lines.js';
import type { Random } from '../load/random.js';
import { Stream } from '../load/stream.js';
import { ownShare } from '../own-share.js';
import { rewriting, type Rewrite } from './rewrite.js';

/** A build with a known mistake, and what brings it to light. */
export interface Mutant {
  /** What is wrong with it. */
  readonly title: string;
  readonly service: ServiceId;
  readonly rewrite: Rewrite;
  /** What the checker says of it, whatever else it says. */
  readonly caughtBy: readonly (typeof RULES)[number][];
  /** Works with the mutant, and finds out what came of it. Afterwards the service is itself again. */
  readonly provoke: (mutant: Mutant, lab: Lab, random: Random) => Promise<readonly Violation[]>;
}

const CONNECTOR = 'connector-http';
const PER_SECOND = 20;
const LOAD_MS = 2_000;
const PATIENCE_MS = 8_000;

/** C3 before C2, and the process dies in between. */
const commitsFirst: Mutant = {
  title: 'commits offsets before it claims',
  service: CONNECTOR,
  rewrite: {
    module: 'libs/platform/dist/host/intake.js',
    find: 'const claimed = await this.parts.ledger.claim(',
    replace: `await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
        dieAt('an offset before its claim');
        const claimed = await this.parts.ledger.claim(`,
  },
  caughtBy: ['open', 'unfinished'],
  provoke: (mutant, lab, random) =>
    deadOnce(mutant, lab, random, (connector) => eventually('its death', () => !connector.isRunning)),
};

const randomIds: Mutant = {
  title: 'gives commands random ids',
  service: 'rules',
  rewrite: {
    module: 'libs/domain/dist/ids.js',
    find: '=> uuidV5([event.tenant, event.source, event.id, workflowId, stepId], engines)',
    replace: '=> globalThis.crypto.randomUUID()',
  },
  caughtBy: ['phantom request'],
  provoke: twice,
};

const forgetful: Mutant = {
  title: 'carries out what it has carried out before',
  service: CONNECTOR,
  rewrite: {
    module: 'libs/persistence/dist/ledger/claim.js',
    find: 'ON CONFLICT (id) DO NOTHING\n  RETURNING *',
    replace: `ON CONFLICT (id) DO UPDATE SET state = 'waiting', reason = NULL, first = true, due_at = EXCLUDED.due_at,
      give_up_at = EXCLUDED.give_up_at, ended_at = NULL, end_seq = NULL
  RETURNING *`,
  },
  caughtBy: ['unexplained repeat'],
  provoke: twice,
};

const hasty: Mutant = {
  title: 'acknowledges events before they are durable',
  service: 'gateway',
  rewrite: {
    module: 'apps/gateway/dist/intake/intake.js',
    find: 'const stored = events.length === 0 || (await this.store(events));',
    replace: 'const stored = true; if (events.length > 0) setTimeout(() => void this.store(events), 1_000);',
  },
  caughtBy: ['lost'],
  provoke: (mutant, lab, random) =>
    deadOnce(mutant, lab, random, async (gateway) => {
      await sleep(LOAD_MS);
      await gateway.stop('SIGKILL');
    }),
};

const unfenced: Mutant = {
  title: 'writes outcomes of attempts that are no longer its own',
  service: CONNECTOR,
  rewrite: {
    module: 'libs/persistence/dist/ledger/settle.js',
    find: "c.state = 'running' AND c.attempt = s.attempt AND c.grip = s.grip AND c.owner = s.owner",
    replace: 'true',
  },
  caughtBy: ['changed end'],
  provoke: async ({ rewrite }, lab, random) => {
    const load = { random, say: () => undefined };
    const pause = { extraEnv: rewriting(rewrite), patienceMs: PATIENCE_MS };
    return (await pausedUnderLoad(lab, load, pause)).violations;
  },
};

/** The last one needs a second connector, and leaves two. */
export const MUTANTS: readonly Mutant[] = [commitsFirst, randomIds, forgetful, hasty, unfenced];

async function restart({ stack }: Lab, id: ServiceId, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const service = stack.service(id);
  await service.end();
  service.start(env);
  await service.ready();
}

/** The mutant meets events that come again. */
async function twice({ service, rewrite }: Mutant, lab: Lab): Promise<readonly Violation[]> {
  const tenants = await beginTwice(lab);
  await restart(lab, service, rewriting(rewrite));
  const { violations } = await sentAgain(lab, tenants, 1);
  await restart(lab, service);
  return violations;
}

/** The mutant dies under load, and the service that it should be takes its place. */
async function deadOnce(
  { service: id, rewrite }: Mutant,
  lab: Lab,
  random: Random,
  death: (service: ServiceProcess) => Promise<unknown>,
): Promise<readonly Violation[]> {
  const { stack } = lab;
  const tenants = await beginLines(lab, 2);
  await restart(lab, id, rewriting(rewrite));
  const stream = new Stream({ urls: [stack.admin.url], tenants, random, perSecond: PER_SECOND, lines: 2 });
  const service = stack.service(id);
  await death(service);
  service.start();
  await service.ready();
  await stream.stop();
  const own = ownShare(lab, tenants);
  const all = { tenants, sent: stream.sent, model: linesModel(), patienceMs: PATIENCE_MS };
  return (await conclude(own, all)).violations;
}
