import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceId, Stack } from '../../harness/stack.js';
import type { Random } from '../load/random.js';

export interface NemesisOptions {
  readonly stack: Stack;
  readonly victims: readonly ServiceId[];
  readonly kills: number;
  readonly random: Random;
  /** Milliseconds between two kills, least and most. */
  readonly pauseMs: readonly [least: number, most: number];
  /** Resolves at a moment at which the service is worth killing. */
  readonly atWork: (id: ServiceId) => Promise<void>;
  /** Gets how many kills there were so far. */
  readonly onKill?: (done: number) => void;
}

export interface Kill {
  readonly service: ServiceId;
  /** RFC 3339. */
  readonly at: string;
}

const LONGEST_DOWN_MS = 1_500;

/**
 * Ends services with SIGKILL, in rounds in which each has its turn, and starts them again. A service is killed only when it works: at its
 * own readiness after the last kill, and every other time when it is in the middle of its work. Resolves when all have been killed often enough and all work again.
 */
export async function torment({
  stack,
  victims,
  kills,
  random,
  pauseMs,
  atWork,
  onKill,
}: NemesisOptions): Promise<readonly Kill[]> {
  const recovering = new Map<ServiceId, Promise<void>>();
  const done: Kill[] = [];
  for (let round = 0; done.length < kills; round += 1) {
    for (const id of random.shuffled(victims)) {
      if (done.length === kills) break;
      await sleep(random.between(...pauseMs));
      await recovering.get(id);
      if (round % 2 === 0) await atWork(id);
      const service = stack.service(id);
      const at = new Date().toISOString();
      const { signal } = await service.stop('SIGKILL');
      if (signal !== 'SIGKILL')
        throw new Error(`${id} ended by itself before it was killed; its log: ${service.options.logFile}`);
      done.push({ service: id, at });
      onKill?.(done.length);
      const downMs = random.next() * LONGEST_DOWN_MS;
      const recovery = sleep(downMs).then(() => {
        service.start();
        return service.ready();
      });
      // Looked at in its turn; until then a failure is nobody's.
      recovery.catch(() => undefined);
      recovering.set(id, recovery);
    }
  }
  await Promise.all(recovering.values());
  return done;
}
