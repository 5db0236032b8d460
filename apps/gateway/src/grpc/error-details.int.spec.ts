import { status, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Problem } from '@hookswitch/domain';
import { aWorkflow, World } from '../gateway.spec-helper.js';
import { detailsOf } from './error-details.spec-helper.js';
import { freePort, GrpcCaller } from './grpc.spec-helper.js';
import { structMessage } from './struct.js';

let world: World;
let acme: string;
let client: GrpcCaller;
beforeAll(async () => {
  world = await World.create();
  const port = await freePort();
  await world.start({ env: { HOOKSWITCH_GRPC_PORT: String(port) } });
  acme = await world.tenant('acme');
  client = new GrpcCaller('WorkflowService', `127.0.0.1:${port}`, acme);
});
afterAll(async () => {
  client.close();
  await world.close();
});

/** What a caller gets for it. */
const failed = (method: string, request: object, options: { readonly key?: string } = {}): Promise<ServiceError> =>
  client.call(method, request, options).then(
    () => Promise.reject(new Error(`${method} did not fail`)),
    (reason: unknown) => reason as ServiceError,
  );

it('a document with mistakes is refused with what REST says in its problem', async () => {
  const wrong = aWorkflow('W', { trigger: { events: ['call.endet'] } });
  const { body } = await world.call('POST /v1/workflows', { key: acme, body: wrong });
  const { code, errors } = body as { readonly code: string; readonly errors: readonly Problem[] };
  expect(errors.map(({ pointer }) => pointer)).toEqual(['/metadata/name', '/spec/trigger/events/0']);
  const error = await failed('createWorkflow', { document: structMessage(wrong) });
  expect(detailsOf(error)).toEqual({
    ...{ code: status.INVALID_ARGUMENT, message: error.details },
    details: {
      ErrorInfo: { reason: code.toUpperCase(), domain: 'hookswitch' },
      BadRequest: {
        fieldViolations: errors.map((one) => ({
          ...{ field: one.pointer, description: one.message, reason: one.code.toUpperCase() },
        })),
      },
    },
  });
});

it('a hundred mistakes still fit into what clients take', async () => {
  const events = Array.from({ length: 100 }, (_, n) => `call.příliš-${n}`);
  const error = await failed('createWorkflow', { document: structMessage(aWorkflow('many', { trigger: { events } })) });
  expect(error.code).toBe(status.INVALID_ARGUMENT);
  expect(error.details).toContain('/spec/trigger/events/0: ');
  expect(error.details).toMatch(/and \d+ more$/);
  const { message, details } = detailsOf(error);
  expect(message).toBe(error.details);
  expect(details).toMatchObject({ ErrorInfo: { metadata: { omitted: expect.stringMatching(/^\d+$/) as unknown } } });
});

it('what has no place says its code', async () => {
  const missing = await failed('getWorkflow', { id: 'nobody' });
  expect(detailsOf(missing)).toEqual({
    ...{ code: status.NOT_FOUND, message: missing.details },
    details: { ErrorInfo: { reason: 'NOT_FOUND', domain: 'hookswitch' } },
  });
  const unknown = await failed('getWorkflow', { id: 'nobody' }, { key: 'hks_nobody' });
  expect(detailsOf(unknown).details).toEqual({ ErrorInfo: { reason: 'UNAUTHENTICATED', domain: 'hookswitch' } });
});
