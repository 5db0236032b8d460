import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@hookswitch/testing';
import type { ServiceId } from '../../harness/stack.js';
import { disturbed } from '../disturbed.js';
import { atMost, type Experiment } from '../experiment.js';
import { boundCpu, boundMemory, missingForBounds } from '../ground/cgroup.js';
import { joins } from '../joins.js';
import { noneOf, notLive } from '../knocks.js';
import { deadCommands } from '../measures.js';

const VICTIMS: readonly ServiceId[] = ['connector-http', 'rules', 'gateway'];
/** What it may take beyond what it has. */
const MORE_BYTES = 4_000_000;
const DIES_MS = 60_000;
const CPU_SHARE = 0.1;
const SLOW_MS = 15_000;

/** Services that the system kills for their memory, and one that gets next to no time to compute. */
export const bounds: Experiment = {
  id: 'E23',
  title: 'services reach their limit of memory and are killed; a connector gets a tenth of a core',
  missing: missingForBounds,
  async run(lab, order) {
    const slowMs = order.minutes === undefined ? SLOW_MS : order.minutes * 60_000;
    const survived: string[] = [];
    let rebalances = 0;
    const found = await disturbed(lab, order, {
      async fault() {
        for (const id of VICTIMS) {
          const service = lab.stack.service(id);
          const limit = boundMemory(service.pid, MORE_BYTES);
          await eventually('the kill', () => !service.isRunning, { timeoutMs: DIES_MS }).catch(() => survived.push(id));
          order.say(`${id} ${service.isRunning ? 'lives on' : 'was killed'}`);
          limit.free();
          if (!service.isRunning) service.start();
          await service.ready();
        }
        const before = joins(lab.stack, ['connector-http']);
        const connector = lab.stack.service('connector-http');
        const limit = boundCpu(connector.pid, CPU_SHARE);
        await sleep(slowMs);
        limit.free();
        rebalances = joins(lab.stack, ['connector-http']) - before;
      },
    });
    return {
      ...found,
      injected: `${VICTIMS.length} kills for want of memory, ${CPU_SHARE * 100} % of a core for ${slowMs / 1_000} s`,
      claims: [
        noneOf('services that lived on without memory', survived),
        atMost('rebalances while there was no time to compute', rebalances, 0),
        atMost('dead letters', deadCommands(found.history), 0),
        noneOf('services that ended', await notLive(lab.stack)),
      ],
    };
  },
};
