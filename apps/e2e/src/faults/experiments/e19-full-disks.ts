import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceId } from '../../harness/stack.js';
import { disturbed } from '../disturbed.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { missingForGround, type GroundWanted } from '../ground/ground.js';
import { mountTmpfs, type Disk } from '../ground/tmpfs.js';
import { noneOf, notLive } from '../knocks.js';
import type { Lab } from '../lab.js';
import { burntAttempts, deadCommands } from '../measures.js';

const GROUND: GroundWanted = { brokers: 1, disks: { kafka: 400, postgres: 700 } };
const FULL_MS = 10_000;
const BETWEEN_MS = 4_000;
const WITH_LOG: ServiceId = 'connector-http';
const LOG_MB = 8;

/** Disks of Postgres, of the broker, and of a service's log and temporary files run full one after the other, and get room again. */
export const fullDisks: Experiment = {
  id: 'E19',
  title: 'the disks of Postgres, of Kafka and of a log run full, and get room again',
  lab: { ground: GROUND },
  missing: () => missingForGround(GROUND),
  async run(lab, order) {
    const fullMs = order.minutes === undefined ? FULL_MS : (order.minutes * 60_000) / 3;
    const logs = mountTmpfs(LOG_MB);
    const warned = new Map<string, number>();
    try {
      const found = await disturbed(lab, order, {
        async fault() {
          for (const what of ['postgres', 'kafka'] as const) {
            const before = warnings(lab);
            await full(lab.own?.disks[what], fullMs);
            await startAgain(lab);
            order.say(`room again for ${what}`);
            warned.set(what, warnings(lab) - before);
            await sleep(BETWEEN_MS);
          }
          await onDisk(lab, logs);
          await full(logs, fullMs);
        },
      });
      return {
        ...found,
        injected: `3 full disks for ${fullMs / 1_000} s each`,
        claims: [
          ...[...warned].map(([what, count]) => atLeast(`warnings of a service while ${what} had no room`, count, 1)),
          atMost('attempts without a request', burntAttempts(found.history), 0),
          atMost('dead letters', deadCommands(found.history), 0),
          noneOf('services that ended', await notLive(lab.stack)),
        ],
      };
    } finally {
      // Nobody writes into a folder that is gone.
      await lab.stack.service(WITH_LOG).stop('SIGKILL');
      logs.close();
    }
  },
};

async function full(disk: Disk | undefined, ms: number): Promise<void> {
  const until = Date.now() + ms;
  // What others give up meanwhile is taken as well.
  while (Date.now() < until) {
    disk?.fill();
    await sleep(200);
  }
  disk?.free();
}

/** Whoever has given up for want of room: in an installation, its supervisor does that. */
async function startAgain({ own }: Lab): Promise<void> {
  if (own?.database?.isRunning === false) await own.database.start();
  for (const node of own?.cluster?.nodes ?? []) if (!node.isRunning) await node.start();
}

/** The service's log and temporary files from now on lie there. */
async function onDisk({ stack }: Lab, { folder }: Disk): Promise<void> {
  const service = stack.service(WITH_LOG);
  const { logFile } = service.options;
  await service.end();
  renameSync(logFile, `${logFile}.before`);
  symlinkSync(join(folder, 'log'), logFile);
  service.start({ TMPDIR: folder });
  await service.ready();
}

const warnings = ({ stack }: Lab): number =>
  (['gateway', WITH_LOG] as const).reduce(
    (sum, id) =>
      sum +
      (stack
        .service(id)
        .log()
        .match(/"level":"(warn|error)"/g)?.length ?? 0),
    0,
  );
