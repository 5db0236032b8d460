import { expect, it } from '@jest/globals';
import { CONNECTORS, killedUnderLoad } from '../experiments/e2-services.js';
import { openLab } from '../lab.js';
import { Random, seedOf } from '../load/random.js';
import { COMMIT_BEFORE_CLAIM } from './mutants.js';
import { isRewritten as isMutated, rewriting as mutated } from './rewrite.js';

it('a build that commits offsets before it claims does not pass', async () => {
  const extraEnv = mutated(COMMIT_BEFORE_CLAIM);
  const lab = await openLab({ env: { HOOKSWITCH_LEASE_SECONDS: '3' } });
  try {
    const { stack } = lab;
    for (const id of CONNECTORS) await stack.service(id).stop('SIGKILL');
    for (const id of CONNECTORS) stack.service(id).start(extraEnv);
    await Promise.all(CONNECTORS.map((id) => stack.service(id).ready()));
    expect(CONNECTORS.filter((id) => !isMutated(stack.service(id), COMMIT_BEFORE_CLAIM))).toEqual([]);
    const { violations } = await killedUnderLoad(
      lab,
      { random: new Random(seedOf(process.env)), say: () => undefined },
      {
        ...{ victims: CONNECTORS, kills: 6, pauseMs: [500, 1_500], callsPerTenant: 8, everyMs: 2_000 },
        ...{ patienceMs: 12_000, extraEnv },
      },
    );
    const rules = violations.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['open', 'unfinished']));
  } finally {
    await lab.close();
  }
}, 400_000);
