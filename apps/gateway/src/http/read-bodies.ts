import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Json } from '@hookswitch/domain';
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';
import { ApiError } from '../problem/api-error.js';
import type { BodyBudget } from './body-budget.js';
import { BATCH_BYTES, budgetBodies, RECEIPTS } from './limit-bodies.js';
import { parseJsonBody, parseYamlBody } from './parse-body.js';

const BATCH = /^application\/cloudevents-batch\+json\b/i;
const JSON_TYPES = /^application\/(?:[\w.-]+\+)?json\b/i;
const YAML_TYPES = /^(?:application|text)\/(?:x-)?yaml\b/i;
const FORM = /^application\/x-www-form-urlencoded\b/i;

/** What providers sign are the bytes that they send. */
const isReceipt = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith(RECEIPTS) ?? false;

const refuseForm = (): never => {
  throw new ApiError('unsupported_media_type');
};

/** Media types of bodies, and gzip. Limits and the budget count the bytes after decompression. */
export function readBodies(fastify: FastifyInstance, budget: BodyBudget): void {
  fastify.removeAllContentTypeParsers();
  const parser = (parse: (body: Buffer) => Json) => (request: FastifyRequest, body: string | Buffer) =>
    // Fastify waits for promises; a rejection is the answer.
    Promise.resolve().then(() => (isReceipt(request) ? Buffer.from(body) : parse(Buffer.from(body))));
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, parser(parseJsonBody));
  fastify.addContentTypeParser(YAML_TYPES, { parseAs: 'buffer' }, parser(parseYamlBody));
  fastify.addContentTypeParser(FORM, { parseAs: 'buffer' }, parser(refuseForm));
  // Fastify asks the last one first, and a batch is JSON, too.
  fastify.addContentTypeParser(BATCH, { parseAs: 'buffer', bodyLimit: BATCH_BYTES }, parser(parseJsonBody));

  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding === 'identity') done(null, payload);
    else if (encoding === 'gzip') done(null, inflated(payload));
    else done(new ApiError('unsupported_media_type', 'Bodies may be compressed with gzip only.'));
  });
  budgetBodies(fastify, budget);
}

/** Fastify compares `receivedEncodedLength` with Content-Length and counts what comes out against the limit. */
function inflated(payload: RequestPayload): RequestPayload {
  const output: RequestPayload = new Transform({ transform: (chunk, _encoding, next) => next(null, chunk) });
  output.receivedEncodedLength = 0;
  const gunzip = createGunzip();
  payload.on(
    'data',
    (chunk: Buffer) => (output.receivedEncodedLength = (output.receivedEncodedLength ?? 0) + chunk.length),
  );
  const fail = () => (output as Transform).destroy(new ApiError('malformed_request', 'The body is not valid gzip.'));
  gunzip.on('error', fail);
  payload.on('error', fail);
  // It may come after Fastify has given up listening: the body was too large, and ends broken.
  output.on('error', () => undefined);
  (output as Transform).on('close', () => gunzip.destroy());
  payload.pipe(gunzip).pipe(output as Transform);
  return output;
}
