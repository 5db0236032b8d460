import assert from 'node:assert/strict';
import { eventually } from '@hookswitch/testing';
import type { Check } from '../check.js';
import { TENANT, uuidOf } from '../command.js';
import { expectNoSecret } from '../expect-no-secret.js';
import { expectCount } from '../expect-outcome.js';
import { altered } from '../requests.js';
import { inHost, lastBreath, type Scene } from '../scene.js';

const MINUTE = 60_000;
/** Time for the cancel to arrive. */
const LATER_MS = 5_000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

const check = (id: string, title: string, play: (scene: Scene) => Promise<void>): Check => ({
  id: `host/${id}`,
  title,
  notFor: ({ withoutHost }) => withoutHost,
  run: (ground) => inHost(id, ground, play),
});

/** What a new process has of the connector. */
const anew = ({ target: { job } }: Scene) => (job ? { connector: job.restarted() } : {});

/** After a crash nobody knows of the first attempt: looked for, tried again under the same key, or left to a person. */
async function expectHeir({ bed, name, delivery, target, effects, command }: Scene, before: number): Promise<void> {
  const end = await bed.end(name);
  const keys = effects().map(({ headers }) => headers['idempotency-key']);
  assert.deepEqual([...new Set(keys)], keys.length > 0 ? [command().id] : [], 'the idempotency keys of its requests');
  if (delivery === 'at_most_once') {
    assert.deepEqual(
      [end.status, end.reason],
      ['dead', 'unknown'],
      'an attempt of which nobody knows was not left to a person',
    );
    expectCount('requests', effects(), before);
    return;
  }
  assert.equal(bed.resultsOf(name)[0]?.outcome, 'unknown', 'the attempt that was lost is not shown as unknown');
  if (before > 0 && target.job && target.connector.reconcile) {
    assert.deepEqual([end.status, end.attempt], ['succeeded', 1], 'the attempt whose job was looked for');
    expectCount('jobs', effects(), before);
    return;
  }
  assert.deepEqual([end.status, end.attempt], ['succeeded', 2], 'the attempt after the crash');
  assert.ok(effects().length > before, 'nothing was sent after the crash');
}

/** What the connector and its host keep together, with a real ledger. */
export const inTheHost: readonly Check[] = [
  check(
    'duplicate',
    'a command that arrives twice has its effect once',
    async ({ bed, effects, name, command, start }) => {
      await start();
      const twice = command();
      await bed.send(twice, twice);
      await bed.end(name);
      await bed.send(twice, command({ id: uuidOf('after'), event: { ...twice.event, id: 'after' } }));
      assert.equal((await bed.end('after')).status, 'succeeded');
      assert.equal((await bed.end(name)).status, 'succeeded');
      const keys = effects().map(({ headers }) => headers['idempotency-key']);
      expectCount(
        'requests for the command',
        keys.filter((key) => key === twice.id),
        1,
      );
    },
  ),
  check('crash-before', 'a process that dies before its request leaves loses nothing', async (scene) => {
    const { http, asked, close } = lastBreath(scene);
    const dying = await scene.start({ http });
    await scene.bed.send(scene.command());
    await asked;
    await dying.kill();
    close();
    await scene.start(anew(scene));
    await expectHeir(scene, 0);
  }),
  check(
    'crash-after',
    'a process that dies after its effect repeats it under the same key, or not at all',
    async (scene) => {
      const { target, effects, script } = scene;
      const [hangs, works] = [altered(target, { fault: 'hang' }), altered(target, {})];
      script((request) => (effects().length > 1 ? works : hangs)(request));
      const dying = await scene.start();
      await scene.bed.send(scene.command());
      await eventually('the effect', () => effects().length > 0);
      await dying.kill();
      const before = effects().length;
      await scene.start(anew(scene));
      await expectHeir(scene, before);
    },
  ),
  check(
    'time-out',
    'a slow target costs an attempt its time and no more',
    async ({ bed, target, script, name, command, start }) => {
      script({ fault: 'hang' });
      await start();
      await bed.send(command({ timeoutMs: target.acts ? 3_000 : 500, retry: { ...command().retry, maxAttempts: 1 } }));
      const { status } = await bed.end(name, 10_000);
      assert.deepEqual([status, bed.resultsOf(name)[0]?.outcome], ['dead', target.lostAnswer ?? 'unknown']);
    },
  ),
  check('expiry', 'a command that has expired is skipped', async ({ bed, server, name, command, start }) => {
    await start();
    await bed.send(command({ expiresAt: inMs(-MINUTE) }));
    assert.equal((await bed.end(name)).status, 'skipped');
    expectCount('requests', server.requests, 0);
  }),
  check('cancel', 'a command of a cancelled run does not begin', async ({ bed, server, name, command, start }) => {
    await start();
    await bed.send(command({ notBefore: inMs(LATER_MS) }));
    await eventually('the command to wait', async () => (await bed.row(name))?.['state'] === 'waiting');
    await bed.control({ kind: 'cancel', tenant: TENANT, run: command().run, by: 'somebody', at: inMs(0) });
    assert.equal((await bed.end(name)).status, 'cancelled');
    expectCount('requests', server.requests, 0);
  }),
  check('secrets', 'no secret of a connection is in the log, the results or the ledger', async (scene) => {
    const { bed, server, target, script, name, command, start } = scene;
    script(({ headers, body }) => ({ status: 400, body: { headers, body } }));
    await start();
    await bed.send(command());
    await bed.end(name);
    const secrets = Object.values(target.connection?.(server.origin).secrets ?? {});
    expectNoSecret(secrets, 'the log', bed.logs);
    expectNoSecret(secrets, 'the results', bed.resultsText());
    expectNoSecret(secrets, 'the ledger', await bed.ledgerText());
  }),
  check('close', 'its host stops while it works, and twice', async (scene) => {
    const { bed, target, script, effects, name, command, start } = scene;
    script(altered(target, { delayMs: 200 }));
    const host = await start();
    await bed.send(command());
    await eventually('the request', () => effects().length > 0);
    await host.close();
    await host.close();
    if (target.job) await start(anew(scene));
    assert.equal((await bed.end(name)).status, 'succeeded', 'what ran when the host was asked to stop');
    expectCount('requests', effects(), 1);
  }),
];
