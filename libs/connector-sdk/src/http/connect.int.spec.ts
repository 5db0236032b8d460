import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStubServer, type StubServer } from '@hookswitch/testing';
import { connect } from './connect.js';
import { EgressPolicy } from './egress-policy.js';

/** Takes 127.0.0.1 for a public address and all others for private ones. */
class LoopbackIsPublic extends EgressPolicy {
  override addressRefusal(address: string): string | undefined {
    return address === '127.0.0.1' ? undefined : `${address} is private`;
  }
}

let target: StubServer;
beforeAll(async () => {
  target = await startStubServer();
});
afterAll(() => target.close());

const destination = (host: string) => ({ protocol: 'http:', host, port: target.port }) as const;

describe('connecting', () => {
  it('goes to the addresses that were tested and asks no other resolver', async () => {
    const asked: string[] = [];
    const lookup = (host: string) => (asked.push(host), Promise.resolve(['127.0.0.1']));
    const socket = await connect(destination('crm.invalid'), {
      policy: new LoopbackIsPublic(),
      lookup,
      connectMs: 2_000,
    });
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(asked).toEqual(['crm.invalid']);
    socket.destroy();
  });

  it('never connects to the private address that a name changes to', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const lookup = () => Promise.resolve(answers.shift() ?? []);
    const options = { policy: new LoopbackIsPublic(), lookup, connectMs: 2_000 };
    (await connect(destination('rebinding.invalid'), options)).destroy();
    const before = target.connections;
    await expect(connect(destination('rebinding.invalid'), options)).rejects.toMatchObject({
      kind: 'blocked',
      message: '127.0.0.2 is private',
    });
    expect(target.connections).toBe(before);
  });

  it('refuses a name with one private address among public ones', async () => {
    const before = target.connections;
    const lookup = () => Promise.resolve(['127.0.0.1', '10.0.0.1']);
    await expect(
      connect(destination('both.invalid'), { policy: new LoopbackIsPublic(), lookup, connectMs: 2_000 }),
    ).rejects.toMatchObject({
      kind: 'blocked',
    });
    expect(target.connections).toBe(before);
  });

  it('tests the peer again once connected', async () => {
    let tests = 0;
    class ChangesItsMind extends EgressPolicy {
      override addressRefusal(): string | undefined {
        return (tests += 1) > 1 ? 'the peer is private' : undefined;
      }
    }
    await expect(
      connect(destination('127.0.0.1'), { policy: new ChangesItsMind(), connectMs: 2_000 }),
    ).rejects.toMatchObject({
      kind: 'blocked',
      message: 'the peer is private',
    });
    expect(target.requests).toEqual([]);
  });

  it('gives up a resolver that never answers', async () => {
    const lookup = () => new Promise<never>(() => undefined);
    await expect(
      connect(destination('slow.invalid'), { policy: new LoopbackIsPublic(), lookup, connectMs: 50 }),
    ).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'the name was not resolved in time',
    });
  });

  it.each([
    ['has no address', () => Promise.resolve([])],
    ['cannot be resolved', () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))],
  ])('takes a name that %s for unreachable', async (_, lookup) => {
    await expect(
      connect(destination('no.invalid'), { policy: new LoopbackIsPublic(), lookup, connectMs: 500 }),
    ).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });
});
