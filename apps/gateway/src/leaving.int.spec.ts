import { Agent, request } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { World } from './gateway.spec-helper.js';
import type { RunningGateway } from './gateway-service.js';
import { freePort, GrpcCaller } from './grpc/grpc.spec-helper.js';

const CALLERS = 8;
/** Calls of each caller before the gateway is asked to stop, so that its connection is one that has been used. */
const WARM = 20;
/** How often a balancer looks whether a gateway is ready. */
const NOTICED_AFTER_MS = 300;

interface Seat {
  readonly gateway: RunningGateway;
  readonly grpc: number;
}

let world: World;
const seats: Seat[] = [];
beforeAll(async () => {
  world = await World.create();
  for (const env of [{ HOOKSWITCH_DRAIN_SECONDS: '10' }, {}]) {
    const grpc = await freePort();
    const gateway = await world.start({ env: { ...env, HOOKSWITCH_GRPC_PORT: String(grpc) }, awaitManifests: false });
    seats.push({ gateway, grpc });
  }
});
afterAll(() => world.close());

const event = (id: string) => ({ id, source: '/pbx', type: 'call.ended' });
const DATA = { call_uuid: 'c', direction: 'incoming' };

/** A proxy in front: it keeps its connections, and sends new ones elsewhere once its health check has failed. */
class Proxy {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CALLERS });

  constructor(private urls: readonly string[]) {}

  noticed(): void {
    this.urls = this.urls.slice(1);
  }

  post(path: string, body: object): Promise<number> {
    return postTo(this.#agent, `${this.urls[0]}${path}`, JSON.stringify(body));
  }

  close(): void {
    this.#agent.destroy();
  }
}

function postTo(agent: Agent, url: string, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${world.admin}`, 'content-type': 'application/cloudevents+json' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject).end(body);
  });
}

/** Calls again and again until it is told to end; whatever failed is kept. */
function caller(call: (id: string) => Promise<unknown>, name: string) {
  const state = { calls: 0, isOver: false, failures: [] as string[] };
  const run = async () => {
    while (!state.isOver) {
      const id = `${name}-${state.calls}`;
      await call(id).catch((error: unknown) => state.failures.push(`${id}: ${String(error)}`));
      state.calls += 1;
    }
  };
  const done = run();
  return {
    state,
    end: () => {
      state.isOver = true;
      return done;
    },
  };
}

it('stops under load without failing a request over HTTP or gRPC', async () => {
  const [leaving, staying] = seats as [Seat, Seat];
  const proxy = new Proxy([leaving.gateway.url, staying.gateway.url]);
  const target = `ipv4:127.0.0.1:${leaving.grpc},127.0.0.1:${staying.grpc}`;
  const clients = Array.from({ length: CALLERS }, () => new GrpcCaller('EventService', target, world.admin));
  const overHttp = Array.from({ length: CALLERS }, (_, n) =>
    caller(async (id) => {
      const status = await proxy.post('/v1/events', { specversion: '1.0', ...event(id), data: DATA });
      if (status !== 202) throw new Error(`answered ${status}`);
    }, `http-${n}`),
  );
  const overGrpc = clients.map((client, n) =>
    caller(
      (id) =>
        client
          .call('publish', { event: { ...event(id), dataJson: Buffer.from(JSON.stringify(DATA)) } })
          .catch((error: unknown) => {
            throw new Error(`${(error as ServiceError).code}: ${(error as ServiceError).message}`);
          }),
      `grpc-${n}`,
    ),
  );
  const callers = [...overHttp, ...overGrpc];
  await eventually('calls', () => callers.every(({ state }) => state.calls >= WARM));
  const closed = leaving.gateway.close();
  await after(NOTICED_AFTER_MS);
  proxy.noticed();
  await closed;
  const before = callers.map(({ state }) => state.calls);
  await eventually('calls of the other', () => callers.every(({ state }, n) => state.calls > (before[n] ?? 0) + WARM));
  await Promise.all(callers.map(({ end }) => end()));
  proxy.close();
  for (const client of clients) client.close();
  expect(callers.flatMap(({ state }) => state.failures)).toEqual([]);
});
