import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SCOPES } from '../auth/scopes.js';
import { World } from '../gateway.spec-helper.js';
import { detailsOf } from '../grpc/error-details.spec-helper.js';
import { freePort } from '../grpc/grpc.spec-helper.js';
import { PROTO_DIR, PROTO_FILES } from '../grpc/proto-files.js';
import { readProtos } from '../grpc/read-protos.js';
import { Belongings, NOWHERE, SHARED, type Names } from './belongings.spec-helper.js';
import { GRPC_ASKS, pathOf, REST_ASKS } from './requests.spec-helper.js';

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const ROUTES = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
);
const METHODS = readProtos().flatMap(({ services }) =>
  services.flatMap((service) => service.methodsArray.map(({ name }) => `${service.name}/${name}`)),
);
const EVERY_SCOPE = SCOPES.filter((scope) => scope !== 'platform');

let world: World;
let address: string;
let northwind: Belongings;
let initech: Belongings;
let theirs: Names;
let before: string;

beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  address = `127.0.0.1:${port}`;
  ({ own: northwind, names: theirs } = await Belongings.of(world, 'northwind', EVERY_SCOPE));
  ({ own: initech } = await Belongings.of(world, 'initech', EVERY_SCOPE));
  before = await everything();
});
afterAll(() => world.close());

/** What northwind has, as it sees it itself. */
async function everything(): Promise<string> {
  const kinds = [
    'workflows',
    'connections',
    'secrets',
    'api-keys',
    'event-types',
    'runs',
    'events',
    'dead-letters',
    'redrives',
  ];
  const lists = await Promise.all(kinds.map((kind) => world.call(`GET /v1/${kind}`, { key: northwind.key })));
  return JSON.stringify(lists.map(({ body }) => body)).replaceAll(/,"lastUsedAt":"[^"]+"/g, '');
}

/** The names in a request, longest first: one that is part of another does not count for that. */
function namesIn(request: string, names: Names): readonly string[] {
  let rest = request;
  return Object.values(names)
    .sort((a, b) => b.length - a.length)
    .filter((name) => {
      const isThere = rest.includes(name);
      rest = rest.replaceAll(name, '');
      return isThere;
    });
}

/** An answer without what the request itself had named. */
const withoutNames = (answer: string, request: string, names: Names): string =>
  namesIn(request, names).reduce((text, name) => text.replaceAll(name, '*'), answer);

const namesSomething = (request: string) => namesIn(request, theirs).length > 0;

function expectNothingOf(owner: Belongings, text: string): void {
  expect(text.toLowerCase()).not.toContain(owner.tenant);
  for (const id of owner.ids) expect(text).not.toContain(id);
}

describe('every operation of the REST API', () => {
  it('is tried, and nothing else', () => {
    expect(Object.keys(REST_ASKS).sort()).toEqual([...ROUTES].sort());
  });

  const requestsOf = (route: string, names: Names) => {
    const [method = '', path = ''] = route.split(' ');
    const { queries = () => [''], bodies = () => [undefined] } = REST_ASKS[route] ?? {};
    const urls = queries(names).map((query) => `${method} ${pathOf(path, names)}${query === '' ? '' : `?${query}`}`);
    return urls.flatMap((url) => bodies(names).map((body) => ({ url, body })));
  };
  const ask = async ({ url, body }: { readonly url: string; readonly body: unknown }, names: Names) => {
    const { status, body: answer, headers } = await world.call(url, { key: initech.key, body });
    const text = JSON.stringify([answer, [...headers].filter(([name]) => !/^(date|etag|content-length)$/.test(name))]);
    return { status, text: withoutNames(text, JSON.stringify([url, body]), names) };
  };

  it.each(ROUTES)('%s: shows nothing of the other tenant, and answers as for what exists nowhere', async (route) => {
    const nowhere = requestsOf(route, NOWHERE);
    for (const [index, request] of requestsOf(route, theirs).entries()) {
      const foreign = await ask(request, theirs);
      expectNothingOf(northwind, foreign.text);
      const same = nowhere[index];
      if (!same || !namesSomething(JSON.stringify(request))) continue;
      expect(foreign).toEqual(await ask(same, NOWHERE));
      expect({ route, found: foreign.status < 300 && !foreign.text.includes('"items":[]') }).toEqual({
        route,
        // It says what would be wrong, or the same of any type.
        found: /:(validate|test)$|connectors\//.test(route) && foreign.status < 300,
      });
    }
  });
});

describe('every method over gRPC', () => {
  it('is tried, and nothing else', () => {
    expect(Object.keys(GRPC_ASKS).sort()).toEqual([...METHODS].sort());
  });

  it.each(METHODS)('%s: shows nothing of the other tenant, and answers as for what exists nowhere', async (method) => {
    const nowhere = GRPC_ASKS[method]?.(NOWHERE) ?? [];
    for (const [index, request] of (GRPC_ASKS[method]?.(theirs) ?? []).entries()) {
      const text = JSON.stringify(request);
      const foreign = withoutNames(await grpc(method, request), text, theirs);
      expectNothingOf(northwind, foreign);
      const same = nowhere[index];
      if (!same || !namesSomething(text)) continue;
      expect(foreign).toBe(withoutNames(await grpc(method, same), JSON.stringify(same), NOWHERE));
    }
  });
});

interface Call {
  on(name: string, listener: (value: never) => void): void;
  write?(message: object): void;
  end?(): void;
}
type Method = (...args: readonly unknown[]) => Call;

/** Read like text, as bytes would hide the names in them. */
const STATUS_DETAILS = 'grpc-status-details-bin';

/** Whatever comes back of a call of any kind, as text: messages, trailers, the status and its words. */
function grpc(method: string, request: object): Promise<string> {
  const [service = '', name = ''] = method.split('/');
  const definition = loadSync([...PROTO_FILES], { includeDirs: [PROTO_DIR], enums: String, longs: String });
  const services = (loadPackageDefinition(definition) as unknown as Loaded).hookswitch.v1;
  const Service = services[service];
  if (!Service) throw new Error(`there is no ${service}`);
  const client = new Service(address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${initech.key}`);
  const { requestStream, responseStream } = Service.service[name] ?? {};
  const open = client[name]?.bind(client);
  if (!open) throw new Error(`there is no ${method}`);
  const seen: unknown[] = [];
  return new Promise<string>((resolve) => {
    const done = () => resolve(JSON.stringify(seen));
    const args = [...(requestStream ? [] : [request]), metadata];
    const call = open(
      ...args,
      ...(responseStream ? [] : [(_error: unknown, answer: unknown) => void seen.push(answer)]),
    );
    if (responseStream) {
      call.on('data', (answer) => void seen.push(answer));
      call.on('error', () => undefined);
    }
    call.on('status', ({ code, details, metadata: trailers }: Status) => {
      const { date: _date, [STATUS_DETAILS]: binary, ...map } = trailers.getMap();
      seen.push(code, details, map, ...(binary === undefined ? [] : [detailsOf({ metadata: trailers })]));
      setImmediate(done);
    });
    if (requestStream) {
      call.write?.(request);
      call.end?.();
    }
  }).finally(() => (client as unknown as { close(): void }).close());
}
interface Status {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}
interface Loaded {
  readonly hookswitch: {
    readonly v1: Readonly<
      Record<
        string,
        {
          new (address: string, how: unknown): Readonly<Record<string, Method>>;
          readonly service: Readonly<
            Record<string, { readonly requestStream: boolean; readonly responseStream: boolean }>
          >;
        }
      >
    >;
  };
}

describe('two tenants that use the same names', () => {
  const own = (path: string) => world.call(`GET ${path}`, { key: initech.key });

  it.each([
    `/v1/workflows?name=${SHARED.workflow}`,
    '/v1/connections',
    `/v1/secrets/${SHARED.secret}`,
    `/v1/event-types/${SHARED.type}`,
    `/v1/events/${SHARED.event}`,
    `/v1/runs?event=${SHARED.event}`,
    `/v1/explain?event=${SHARED.event}`,
    '/v1/dead-letters',
    '/v1/redrives',
    '/v1/audit',
    '/v1/tenant',
  ])('each find their own at %s', async (path) => {
    const { status, body } = await own(path);
    const text = JSON.stringify(body);
    expect(status).toBe(200);
    expect(text).toContain('initech');
    expectNothingOf(northwind, text);
  });
});

it('no metric names a tenant, or anything that is its own', async () => {
  const metrics = await world.metrics.render();
  expect(metrics).toContain('http_server_request_duration_seconds');
  for (const tenant of [northwind, initech]) expectNothingOf(tenant, metrics);
});

it('what was tried has changed nothing', async () => {
  expect(await everything()).toBe(before);
});
