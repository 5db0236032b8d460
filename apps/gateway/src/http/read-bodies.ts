import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Json } from '@hookswitch/domain';
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';
import { ApiError } from '../problem/api-error.js';
import { parseJsonBody, parseYamlBody } from './parse-body.js';

const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH = /^application\/cloudevents-batch\+json\b/i;
const JSON_TYPES = /^application\/(?:[\w.-]+\+)?json\b/i;
const YAML_TYPES = /^(?:application|text)\/(?:x-)?yaml\b/i;
const FORM = /^application\/x-www-form-urlencoded\b/i;

/** What providers sign are the bytes that they send. */
const isReceipt = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith('/v1/receipts/') ?? false;

const refuseForm = (): never => {
  throw new ApiError('unsupported_media_type');
};

/** Media types of bodies, and gzip. Limits count the bytes after decompression. */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parser = (parse: (body: Buffer) => Json) => (request: FastifyRequest, body: string | Buffer) =>
    // Fastify waits for promises; a rejection is the answer.
    Promise.resolve().then(() => (isReceipt(request) ? Buffer.from(body) : parse(Buffer.from(body))));
  fastify.addContentTypeParser(BATCH, { parseAs: 'buffer', bodyLimit: BATCH_BYTES }, parser(parseJsonBody));
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, parser(parseJsonBody));
  fastify.addContentTypeParser(YAML_TYPES, { parseAs: 'buffer' }, parser(parseYamlBody));
  fastify.addContentTypeParser(FORM, { parseAs: 'buffer' }, parser(refuseForm));

  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding === 'identity') done(null, payload);
    else if (encoding === 'gzip') done(null, inflated(payload));
    else done(new ApiError('unsupported_media_type', 'Bodies may be compressed with gzip only.'));
  });
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
  (output as Transform).on('close', () => gunzip.destroy());
  payload.pipe(gunzip).pipe(output as Transform);
  return output;
}
