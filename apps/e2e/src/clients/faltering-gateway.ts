import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { GrpcEvent } from '../harness/grpc-client.js';
import { withGrpc } from '../harness/intakes.js';
import type { World } from '../harness/scenario.js';
import { ROOT } from '../harness/service-process.js';

/** The gateway of a stack as a client sees it at a bad moment: the first event of each way in meets one that cannot take it. */
export interface FalteringGateway {
  readonly url: string;
  readonly grpc: string;
  /** Ways in that have refused an event. */
  readonly refused: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function startFalteringGateway(world: World): Promise<FalteringGateway> {
  const refused = new Set<string>();
  const first = (way: string): boolean => !refused.has(way) && refused.add(way).has(way);
  const http = createServer((request, response) => {
    const refuses = request.method === 'POST' && request.url === '/v1/events' && first('rest');
    const answered = refuses ? refuse(request, response) : pass(world, request, response);
    // The client hears of it as of any lost answer; the run of the tests goes on.
    answered.catch(() => response.destroy());
  });
  await promisify(http.listen.bind(http) as (port: number, host: string, done: () => void) => void)(0, '127.0.0.1');

  const grpc = new Server();
  grpc.addService(eventService(), {
    publish: (call: ServerUnaryCall<{ event: GrpcEvent }, object>, answer: sendUnaryData<object>) => {
      if (first('grpc')) answer({ code: status.UNAVAILABLE, details: 'for a moment' });
      else
        withGrpc(world, (client) => client.publish(call.request.event)).then(
          (taken) => answer(null, taken),
          (error: unknown) => answer({ code: status.INTERNAL, details: String(error) }),
        );
    },
  });
  const port = await promisify(grpc.bindAsync.bind(grpc))('127.0.0.1:0', ServerCredentials.createInsecure());
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    grpc: `127.0.0.1:${port}`,
    refused,
    async close() {
      grpc.forceShutdown();
      http.closeAllConnections();
      await promisify(http.close.bind(http))();
    },
  };
}

async function refuse(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await request.resume().toArray();
  response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '0' });
  response.end(JSON.stringify({ status: 503, code: 'unavailable' }));
}

async function pass({ stack }: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat((await request.toArray()) as Buffer[]);
  const { authorization = '', 'content-type': type } = request.headers;
  const answer = await fetch(`${stack.admin.url}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
    ...(body.length > 0 && { body }),
  });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function eventService(): ServiceClientConstructor['service'] {
  const includeDirs = [join(ROOT, 'apps', 'gateway', 'proto')];
  const loaded = loadPackageDefinition(loadSync('hookswitch/v1/events.proto', { includeDirs }));
  const { hookswitch } = loaded as unknown as { hookswitch: { v1: { EventService: ServiceClientConstructor } } };
  return hookswitch.v1.EventService.service;
}
