import assert from 'node:assert/strict';
import { eventually, type StubAnswer } from '@hookswitch/testing';
import type { Check } from '../check.js';
import { TENANT } from '../command.js';
import { expectCount } from '../expect-outcome.js';
import { inHost, type Scene } from '../scene.js';
import type { ConformanceTarget, JobTarget } from '../target.js';

/** Time to submit the job. */
const EXPIRY_MS = 3_500;

interface JobScene extends Scene {
  readonly job: JobTarget;
  /** How polls are answered; submissions as ever. */
  readonly scriptPolls: (answer: StubAnswer) => void;
}

const check = (id: string, title: string, play: (scene: JobScene) => Promise<void>): Check => ({
  id: `job/${id}`,
  title,
  notFor: ({ job, withoutHost }: ConformanceTarget) => (job ? withoutHost : 'its action is over with its request'),
  run: (ground) =>
    inHost(`job-${id}`, ground, (scene) => {
      const { job } = scene.target;
      if (job === undefined) throw new Error('the target has no job');
      const scriptPolls = (answer: StubAnswer) =>
        scene.server.script(answer, (head) => job.asksAfter(head) !== undefined);
      return play({ ...scene, job, scriptPolls });
    }),
});

/** One submission, one attempt, and every poll for the job that it started. */
async function expectOneJob({ bed, name, effects, asks }: JobScene, started: readonly string[]): Promise<void> {
  const end = await bed.end(name);
  assert.deepEqual([end.status, end.attempt], ['succeeded', 1], 'the attempt that submitted the job');
  assert.equal(new Set([...started, ...asks()]).size, 1, 'it asked after another job than the one that it submitted');
  expectCount('submissions after the first', effects(), 0);
}

/** Jobs in flight, with a real ledger. */
export const jobsInTheHost: readonly Check[] = [
  check('crash', 'a process that dies between submission and result leaves its job to the next', async (scene) => {
    const { bed, name, command, start, effects, asks, scriptPolls, job } = scene;
    scriptPolls({ fault: 'hang' });
    const dying = await start();
    await bed.send(command());
    await eventually('the poll', () => asks().length > 0);
    expectCount('submissions', effects(), 1);
    await dying.kill();
    assert.deepEqual(
      bed.resultsOf(name).map(({ outcome }) => outcome),
      ['pending'],
      'what is known before the crash',
    );
    const asked = asks();
    scriptPolls({ status: 500, body: 'oops' });
    await start({ connector: job.restarted() });
    await eventually('the poll after the crash', () => asks().length > 0);
    const askedAgain = asks();
    expectCount('submissions after the crash', effects(), 0);
    scene.script(scene.target.accepted);
    await expectOneJob(scene, [...asked, ...askedAgain]);
  }),
  check('in-flight', 'neither cancel nor expiry takes away what the target works on', async (scene) => {
    const { bed, name, command, start, asks, effects, scriptPolls, script, target } = scene;
    scriptPolls({ status: 500, body: 'oops' });
    await start();
    const expiresAt = new Date(Date.now() + EXPIRY_MS).toISOString();
    // Few polls: ten failures would have the host wait for the target.
    await bed.send(command({ expiresAt, retry: { ...command().retry, initialInterval: 300 } }));
    await eventually('the poll', () => asks().length > 0);
    const at = new Date().toISOString();
    await bed.control({ kind: 'cancel', tenant: TENANT, run: command().run, by: 'somebody', at });
    const isOver = async () => Date.now() > Date.parse(expiresAt) && (await bed.row(name))?.['state'] !== 'running';
    await eventually('its expiry', isOver, { timeoutMs: 10_000 });
    const asked = [...asks()];
    expectCount('submissions', effects(), 1);
    script(target.accepted);
    await expectOneJob(scene, asked);
  }),
];
