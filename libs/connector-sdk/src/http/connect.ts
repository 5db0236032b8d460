import { lookup as lookupHost } from 'node:dns/promises';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { EgressPolicy } from './egress-policy.js';

/** All addresses of a name; rejects or gives none when it has none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

export interface ConnectOptions {
  readonly policy: EgressPolicy;
  readonly lookup?: Lookup;
  readonly connectMs: number;
  /** Certificates in PEM that are trusted instead of Node's own. */
  readonly ca?: string;
}

export interface Destination {
  readonly protocol: 'http:' | 'https:';
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

/** No byte of a request has left. The message is for the operator. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  constructor(
    readonly kind: 'blocked' | 'unreachable',
    message: string,
  ) {
    super(message);
  }
}

/**
 * A socket over which a request may go. Every address of the name is tested, and the peer again once connected: a resolver that changes its
 * answer, or a literal that no look-up sees, gets nowhere. Rejects with a {@link ConnectError}.
 */
export async function connect(destination: Destination, options: ConnectOptions): Promise<Socket> {
  const deadline = AbortSignal.timeout(options.connectMs);
  try {
    const addresses = await resolve(destination.host, options.lookup ?? systemLookup, deadline);
    const test = testOf(destination, options.policy);
    for (const address of addresses) test(address);
    const socket = await connected(openTcp(destination, addresses), 'connect', deadline);
    try {
      test(socket.remoteAddress ?? '');
    } catch (refused) {
      socket.destroy();
      throw refused;
    }
    if (destination.protocol === 'http:') return socket;
    return await connected(openTls(destination, socket, options.ca), 'secureConnect', deadline);
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new ConnectError('unreachable', typeof code === 'string' ? code : 'could not connect');
  }
}

function testOf({ protocol, host, port }: Destination, policy: EgressPolicy): (address: string) => void {
  const { origin } = new URL(`${protocol}//${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
  if (policy.isTestOrigin(origin)) return () => undefined;
  return (address) => {
    const refusal = policy.addressRefusal(address);
    if (refusal) throw new ConnectError('blocked', refusal);
  };
}

async function resolve(host: string, lookup: Lookup, deadline: AbortSignal): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const addresses = await orDeadline(lookup(host), deadline);
  if (addresses.length === 0) throw new ConnectError('unreachable', 'the name has no address');
  return addresses;
}

const systemLookup: Lookup = async (host) => (await lookupHost(host, { all: true })).map(({ address }) => address);

/** Node tries the tested addresses in turn, and asks no resolver again. */
function openTcp({ host, port }: Destination, addresses: readonly string[]): Socket {
  const tested = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_host, _options, done) => done(null, tested);
  return connectTcp({ host, port, lookup, autoSelectFamily: true, noDelay: true });
}

function openTls({ host }: Destination, socket: Socket, ca: string | undefined): Socket {
  return connectTls({
    socket,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
}

function connected(socket: Socket, event: 'connect' | 'secureConnect', deadline: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const stop = () => socket.destroy(new ConnectError('unreachable', 'not connected in time'));
    const fail = (error: Error) => {
      deadline.removeEventListener('abort', stop);
      reject(error);
    };
    if (deadline.aborted) stop();
    deadline.addEventListener('abort', stop, { once: true });
    // Stays for good: between here and the request that gets it, an error nobody listens to would end the process.
    socket.on('error', fail);
    socket.once('close', () => fail(new ConnectError('unreachable', 'the connection was closed')));
    socket.once(event, () => {
      deadline.removeEventListener('abort', stop);
      resolve(socket);
    });
  });
}

function orDeadline<T>(promise: Promise<T>, deadline: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ConnectError('unreachable', 'the name was not resolved in time'));
    deadline.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => deadline.removeEventListener('abort', stop));
  });
}
