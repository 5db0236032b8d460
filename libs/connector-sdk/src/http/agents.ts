import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type ConnectOptions, type Destination } from './connect.js';

type Callback = (error: Error | null, socket: Duplex) => void;

/** Shorter than the 5 s after which many servers close an idle connection: a request on a closing one has no certain outcome. */
const IDLE_MS = 4_000;

class GuardedHttpAgent extends HttpAgent {
  constructor(
    private readonly connecting: ConnectOptions,
    keepAlive: boolean,
  ) {
    super({ keepAlive, timeout: IDLE_MS });
  }
  override createConnection(options: ClientRequestArgs, callback?: Callback): undefined {
    hand(connect(destination('http:', options), this.connecting), callback);
  }
}

class GuardedHttpsAgent extends HttpsAgent {
  constructor(
    private readonly connecting: ConnectOptions,
    keepAlive: boolean,
  ) {
    super({ keepAlive, timeout: IDLE_MS });
  }
  override createConnection(options: ClientRequestArgs, callback?: Callback): undefined {
    hand(connect(destination('https:', options), this.connecting), callback);
  }
}

/** Given through the callback: what is thrown in `createConnection` ends the process. */
function hand(socket: Promise<Socket>, callback: Callback | undefined): void {
  socket.then(
    (ready) => callback?.(null, ready),
    (error: unknown) => callback?.(error as Error, undefined as unknown as Duplex),
  );
}

const destination = (protocol: Destination['protocol'], { host, port }: ClientRequestArgs): Destination => ({
  protocol,
  host: host ?? '',
  port: Number(port),
});

export interface AgentPair {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** `pooled` keeps connections for a while, `own` makes one for each request. */
export function createAgents(connecting: ConnectOptions): { readonly pooled: AgentPair; readonly own: AgentPair } {
  const pair = (keepAlive: boolean): AgentPair => ({
    http: new GuardedHttpAgent(connecting, keepAlive),
    https: new GuardedHttpsAgent(connecting, keepAlive),
  });
  return { pooled: pair(true), own: pair(false) };
}
