import { createHttpClient, type Connector, type HttpClient } from '@hookswitch/connector-sdk';
import type { Command } from '@hookswitch/domain';
import { startStubServer, type StubRequest, type StubScript, type StubServer } from '@hookswitch/testing';
import type { Ground } from './check.js';
import { commandOf } from './command.js';
import type { BedHost, HostBed } from './host-bed.js';
import { asksOf, effectsOf } from './requests.js';
import type { ConformanceTarget } from './target.js';

/** One check inside the host: a server, a connection of its own, and commands that are named after it. */
export interface Scene {
  readonly name: string;
  readonly target: ConformanceTarget;
  readonly bed: HostBed;
  readonly server: StubServer;
  readonly delivery: Command['delivery'];
  readonly command: (more?: Partial<Command>) => Command;
  /** Hosts are closed with the check. */
  readonly start: (how?: { readonly http?: HttpClient; readonly connector?: Connector }) => Promise<BedHost>;
  /** How the requests that act are answered. */
  readonly script: (script: StubScript) => void;
  readonly effects: () => readonly StubRequest[];
  /** The jobs that were asked after. */
  readonly asks: () => readonly string[];
}

export async function inHost(name: string, ground: Ground, play: (scene: Scene) => Promise<void>): Promise<void> {
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
      target,
      bed,
      server,
      delivery: manifest.delivery,
      command: (more) => commandOf(name, manifest, target.params(origin), { ...own, ...more }),
      async start(how) {
        const host = await bed.start({ origin, ...how });
        hosts.push(host);
        return host;
      },
      script: (script) => server.script(script, target.acts),
      effects: () => effectsOf(target, server.requests),
      asks: () => asksOf(target, server.requests),
    });
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
    await server.close();
  }
}

/** A client whose process ends the moment that it is asked for what would have the effect. */
export function lastBreath({ server, target: { acts = () => true } }: Scene) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const client = createHttpClient({ testOrigins: [server.origin] });
  const never = () => {
    resolve(undefined);
    return new Promise<never>(() => undefined);
  };
  const http: HttpClient = {
    request(request) {
      const url = request.url.slice(new URL(request.url).origin.length);
      return acts({ method: request.method, url, headers: request.headers ?? {} }) ? never() : client.request(request);
    },
    download: never,
  };
  return { http, asked: promise.then(() => undefined), close: () => client.close() };
}
