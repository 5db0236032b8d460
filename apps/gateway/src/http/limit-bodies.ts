import { Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';
import { ApiError } from '../problem/api-error.js';
import type { BodyBudget, HeldBytes } from './body-budget.js';

const KIB = 1_024;
export const BODY_BYTES = KIB * KIB;
export const RECEIPT_BYTES = 64 * KIB;

export const BATCH_BYTES = 8 * BODY_BYTES;

const EVENTS = '/v1/events';
export const RECEIPTS = '/v1/receipts/';
/** Nobody knows yet who they are; together they have what one tenant has. */
const STRANGERS = '';

/** Batches of events may be longer than other bodies, and what anybody may send is shorter. To be called before the first route is registered. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith(RECEIPTS)) route.bodyLimit = RECEIPT_BYTES;
    else if (route.url !== EVENTS) route.bodyLimit = BODY_BYTES;
  });
}

/** Refuses bodies for which there is no room, before or while they are read. Goes after decompression. */
export function budgetBodies(fastify: FastifyInstance, budget: BodyBudget): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    const length = announced(request);
    if (length === 0) return done(null, payload);
    const held = budget.hold(request.caller?.tenant ?? STRANGERS);
    reply.raw.once('close', () => held.release());
    if (length === undefined) {
      const body = counted(payload, held);
      // Whatever is inflated after the answer is for nobody.
      if (payload !== request.raw) reply.raw.once('close', () => (payload as Transform).destroy());
      return done(null, body);
    }
    if (length > BATCH_BYTES || held.grow(length)) return done(null, payload);
    done(noRoom());
  });
}

/** Undefined: it is only known when it has been read. */
function announced({ headers }: FastifyRequest): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const length = Number(headers['content-length'] ?? 0);
  if (length === 0) return 0;
  return (headers['content-encoding'] ?? 'identity') === 'identity' ? length : undefined;
}

/** Passes on what it counts; fails when there is no room for more. */
function counted(payload: RequestPayload, held: HeldBytes): RequestPayload {
  const output: RequestPayload = new Transform({
    transform: (chunk: Buffer, _encoding, next) => (held.grow(chunk.length) ? next(null, chunk) : next(noRoom())),
  });
  // Fastify compares it with Content-Length.
  Object.defineProperty(output, 'receivedEncodedLength', { get: () => payload.receivedEncodedLength });
  // It may come after Fastify has given up listening.
  output.on('error', () => undefined);
  payload.on('error', (error) => (output as Transform).destroy(error));
  payload.pipe(output as Transform);
  return output;
}

export const noRoom = (): ApiError =>
  new ApiError('unavailable', 'There is no room for more bodies at the moment: send it again.', {
    headers: { 'Retry-After': '1' },
  });
