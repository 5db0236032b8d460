import { once } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { World } from '../gateway.spec-helper.js';
import { freePort } from './grpc.spec-helper.js';

let world: World;
let session: ClientHttp2Session;
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) }, awaitManifests: false });
  session = connect(`http://127.0.0.1:${port}`);
  await once(session, 'connect');
});
afterAll(async () => {
  session.close();
  await world.close();
});

/** A call of which nothing but the metadata is sent; the status that comes back. */
async function head(method: string, metadata: Readonly<Record<string, string>>): Promise<number> {
  const stream = session.request({
    ':method': 'POST',
    ':path': `/hookswitch.v1.${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...metadata,
  });
  const [headers] = (await once(stream, 'response')) as [Readonly<Record<string, string>>];
  stream.close();
  return Number(headers['grpc-status']);
}

it.each(['EventService/Publish', 'EventService/PublishBatch', 'EventService/PublishStream', 'RunService/GetRun'])(
  'refuses %s by its metadata, before it reads a message',
  async (method) => {
    const readOnly = await world.key({ scopes: ['workflows:read'] });
    expect(await head(method, {})).toBe(status.UNAUTHENTICATED);
    expect(await head(method, { authorization: `Bearer ${readOnly}` })).toBe(status.PERMISSION_DENIED);
  },
);
