import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePorts } from '../../harness/ports.js';

export interface Backend {
  /** REST of a gateway. */
  readonly url: string;
  /** Answers 200 while it wants new connections. */
  readonly readyUrl: string;
}

/** What stands before several gateways in an installation: one address, whose new connections go to those that are ready. */
export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

const LOOK_MS = 100;
const ANSWER_MS = 5_000;

export async function startBalancer(backends: readonly Backend[]): Promise<Balancer> {
  const ready = new Set(backends);
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    const able = backends.filter((backend) => ready.has(backend));
    turn += 1;
    const chosen = able[turn % Math.max(1, able.length)];
    open.add(caller);
    caller.once('close', () => open.delete(caller));
    if (chosen) join(caller, chosen);
    else caller.on('error', () => undefined).resetAndDestroy();
  });
  const [port = 0] = await freePorts(1);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const asked = new Set<Backend>();
  const look = () => {
    // One after the other: what was said before must not come after what is said now.
    for (const backend of backends.filter((each) => !asked.has(each))) {
      asked.add(backend);
      void isReady(backend).then((is) => {
        asked.delete(backend);
        if (is === true) ready.add(backend);
        if (is === false) ready.delete(backend);
      });
    }
  };
  const looking = setInterval(look, LOOK_MS);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      clearInterval(looking);
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function join(caller: Socket, { url }: Backend): void {
  const { port } = new URL(url);
  const backend = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  caller.pipe(backend).pipe(caller);
  caller.on('error', () => backend.resetAndDestroy()).once('close', () => backend.destroy());
  backend.on('error', () => caller.resetAndDestroy()).once('close', () => caller.destroy());
}

/** undefined: it takes its time, as everybody does on a busy machine; it stays what it was. */
async function isReady({ readyUrl }: Backend): Promise<boolean | undefined> {
  try {
    const answer = await fetch(readyUrl, { signal: AbortSignal.timeout(ANSWER_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? undefined : false;
  }
}
