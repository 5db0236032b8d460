import assert from 'node:assert/strict';
import type { HttpClient } from '@hookswitch/connector-sdk';
import type { Command } from '@hookswitch/domain';
import { eventually, startStubServer, type StubServer } from '@hookswitch/testing';
import type { Check, Ground } from '../check.js';
import { commandOf, TENANT, uuidOf } from '../command.js';
import { expectNoSecret } from '../expect-no-secret.js';
import { expectCount } from '../expect-outcome.js';
import type { BedHost, HostBed } from '../host-bed.js';

const MINUTE = 60_000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** One check inside the host: a server, a connection of its own, and commands that are named after it. */
interface Scene {
  readonly name: string;
  readonly bed: HostBed;
  readonly server: StubServer;
  readonly delivery: Command['delivery'];
  readonly command: (more?: Partial<Command>) => Command;
  /** Hosts are closed with the check. */
  readonly start: (http?: HttpClient) => Promise<BedHost>;
}

async function inHost(name: string, ground: Ground, play: (scene: Scene) => Promise<void>): Promise<void> {
  const { target } = ground;
  const { manifest } = target.connector;
  const bed = await ground.bed();
  const server = await startStubServer({ answer: target.accepted });
  const { origin } = server;
  const connection = target.connection?.(origin);
  if (connection) await bed.connect(name, connection);
  const own = { ...(connection && { connection: name }), ...(target.properties && { properties: target.properties }) };
  const hosts: BedHost[] = [];
  try {
    await play({
      name,
      bed,
      server,
      delivery: manifest.delivery,
      command: (more) => commandOf(name, manifest, target.params(origin), { ...own, ...more }),
      async start(http) {
        const host = await bed.start(origin, http);
        hosts.push(host);
        return host;
      },
    });
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
    await server.close();
  }
}

const check = (id: string, title: string, play: (scene: Scene, ground: Ground) => Promise<void>): Check => ({
  id: `host/${id}`,
  title,
  notFor: ({ withoutHost }) => withoutHost,
  run: (ground) => inHost(id, ground, (scene) => play(scene, ground)),
});

/** A client whose process ends the moment that it is asked. */
function lastBreath(): { readonly http: HttpClient; readonly asked: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const never = () => {
    resolve(undefined);
    return new Promise<never>(() => undefined);
  };
  return { http: { request: never, download: never }, asked: promise.then(() => undefined) };
}

/** After a crash nobody knows of the first attempt: tried again under the same key, or left to a person. */
async function expectHeir({ bed, name, delivery, server, command }: Scene, before: number): Promise<void> {
  const end = await bed.end(name);
  const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
  assert.deepEqual([...new Set(keys)], keys.length > 0 ? [command().id] : [], 'the idempotency keys of its requests');
  if (delivery === 'at_most_once') {
    assert.deepEqual(
      [end.status, end.reason],
      ['dead', 'unknown'],
      'an attempt of which nobody knows was not left to a person',
    );
    expectCount('requests', server.requests, before);
    return;
  }
  assert.deepEqual([end.status, end.attempt], ['succeeded', 2], 'the attempt after the crash');
  assert.equal(bed.resultsOf(name)[0]?.outcome, 'unknown', 'the attempt that was lost is not shown as unknown');
  assert.ok(server.requests.length > before, 'nothing was sent after the crash');
}

/** What the connector and its host keep together, with a real ledger. */
export const inTheHost: readonly Check[] = [
  check(
    'duplicate',
    'a command that arrives twice has its effect once',
    async ({ bed, server, name, command, start }) => {
      await start();
      const twice = command();
      await bed.send(twice, twice);
      await bed.end(name);
      await bed.send(twice, command({ id: uuidOf('after'), event: { ...twice.event, id: 'after' } }));
      assert.equal((await bed.end('after')).status, 'succeeded');
      assert.equal((await bed.end(name)).status, 'succeeded');
      const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
      expectCount(
        'requests for the command',
        keys.filter((key) => key === twice.id),
        1,
      );
    },
  ),
  check('crash-before', 'a process that dies before its request leaves loses nothing', async (scene) => {
    const { http, asked } = lastBreath();
    const dying = await scene.start(http);
    await scene.bed.send(scene.command());
    await asked;
    await dying.kill();
    await scene.start();
    await expectHeir(scene, 0);
  }),
  check(
    'crash-after',
    'a process that dies after its effect repeats it under the same key, or not at all',
    async (scene, { target }) => {
      let isFirst = true;
      scene.server.script(() => {
        const answer = isFirst ? ({ fault: 'hang' } as const) : target.accepted;
        isFirst = false;
        return answer;
      });
      const dying = await scene.start();
      await scene.bed.send(scene.command());
      await eventually('the effect', () => scene.server.requests.length > 0);
      await dying.kill();
      const before = scene.server.requests.length;
      await scene.start();
      await expectHeir(scene, before);
    },
  ),
  check(
    'time-out',
    'a slow target costs an attempt its time and no more',
    async ({ bed, server, name, command, start }, { target }) => {
      server.script({ fault: 'hang' });
      await start();
      await bed.send(command({ timeoutMs: 500, retry: { ...command().retry, maxAttempts: 1 } }));
      const end = await bed.end(name, 10_000);
      assert.deepEqual([end.status, end.outcome], ['dead', target.lostAnswer ?? 'unknown']);
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
    await bed.send(command({ notBefore: inMs(MINUTE) }));
    await eventually('the command to wait', async () => (await bed.row(name))?.['state'] === 'waiting');
    await bed.control({ kind: 'cancel', tenant: TENANT, run: command().run, by: 'somebody', at: inMs(0) });
    assert.equal((await bed.end(name)).status, 'cancelled');
    expectCount('requests', server.requests, 0);
  }),
  check('secrets', 'no secret of a connection is in the log, the results or the ledger', async (scene, { target }) => {
    const { bed, server, name, command, start } = scene;
    server.script(({ headers, body }) => ({ status: 400, body: { headers, body } }));
    await start();
    await bed.send(command());
    await bed.end(name);
    const secrets = Object.values(target.connection?.(server.origin).secrets ?? {});
    expectNoSecret(secrets, 'the log', bed.logs);
    expectNoSecret(secrets, 'the results', bed.resultsText());
    expectNoSecret(secrets, 'the ledger', await bed.ledgerText());
  }),
  check(
    'close',
    'its host stops while it works, and twice',
    async ({ bed, server, name, command, start }, { target }) => {
      server.script({ ...target.accepted, delayMs: 200 });
      const host = await start();
      await bed.send(command());
      await eventually('the request', () => server.requests.length > 0);
      await host.close();
      await host.close();
      assert.equal((await bed.end(name)).status, 'succeeded', 'what ran when the host was asked to stop');
    },
  ),
];
