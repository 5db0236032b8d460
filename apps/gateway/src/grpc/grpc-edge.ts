import { Metadata, type ServerUnaryCall } from '@grpc/grpc-js';
import type { Json, JsonObject } from '@hookswitch/domain';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable, type Type } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { LOGGER } from '../core/tokens.js';
import { Answer } from '../http/answer.js';
import { BodyPipe } from '../http/body.pipe.js';
import { checkJson } from '../http/check-json.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { WriteRequest } from '../http/write-request.js';
import { invalid } from '../problem/api-error.js';
import { PROBLEMS } from '../problem/problems.js';
import { toApiError } from '../problem/to-api-error.js';
import { GrpcAccess, type GrpcMethodName } from './grpc-access.js';
import { grpcError } from './grpc-errors.js';
import type { StructMessage } from './messages.js';
import { jsonOf, NoJson } from './struct.js';

export type Call = Pick<ServerUnaryCall<unknown, unknown>, 'request' | 'metadata' | 'getPeer' | 'sendMetadata'>;

/** What surrounds the work of every call that is not a stream of events: who calls, idempotency, validation and errors, all as in REST. */
@Injectable()
export class GrpcEdge {
  private readonly pipe = new BodyPipe();

  constructor(
    private readonly access: GrpcAccess,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Rejects with an RpcException and nothing else. */
  async serve<T>(method: GrpcMethodName, call: Call, work: (caller: Caller) => Promise<T>): Promise<T> {
    try {
      return await work(await this.enter(method, call));
    } catch (error) {
      throw this.refusal(method, error);
    }
  }

  /** For what lasts longer than a key may. Rejects with an ApiError. */
  enter(method: GrpcMethodName, call: Pick<Call, 'metadata' | 'getPeer'>): Promise<Caller> {
    return this.access.enter(method, call.metadata, call.getPeer());
  }

  /** `etag`: as in the header `If-Match`. */
  write<T extends object>(
    method: GrpcMethodName,
    call: Call,
    etag: string | undefined,
    work: (request: WriteRequest) => Promise<T>,
  ): Promise<T> {
    return this.serve(method, call, async (caller) => {
      const key = call.metadata.get('idempotency-key')[0]?.toString();
      const content = JSON.stringify([method, call.request]);
      const answer = await work(WriteRequest.from(caller, content, { key, ifMatch: etag === '' ? undefined : etag }));
      if (answer instanceof Answer && 'Idempotency-Replayed' in answer.headers) {
        const replayed = new Metadata();
        replayed.set('idempotency-replayed', 'true');
        call.sendMetadata(replayed);
      }
      return answer;
    });
  }

  /** Logs what is no fault of the caller's. */
  refusal(method: GrpcMethodName, error: unknown) {
    const { code, cause } = toApiError(error);
    const facts = { error: cause ?? error, method };
    if (code === 'internal') this.log.error('a call failed', facts);
    else if (PROBLEMS[code].status >= 500) this.log.warn('a call could not be served', facts);
    return grpcError(error);
  }

  /** What a message says, checked by the class that checks it in REST; what is empty counts as absent. */
  query<T extends object>(type: Type<T>, fields: object): Promise<T> {
    return this.pipe.transform(given(fields), { type: 'query', metatype: type }) as Promise<T>;
  }
  body<T extends object>(type: Type<T>, fields: object): Promise<T> {
    return this.pipe.transform(given(fields), { type: 'body', metatype: type }) as Promise<T>;
  }
}

const ids = new ResourceIdPipe();

export interface IdRequest {
  readonly id?: string | undefined;
}
/** Throws `not_found` for what is no UUID. */
export const idOf = ({ id = '' }: IdRequest): string => ids.transform(id);

interface PageRequest {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}
/** Zero is how proto3 writes that nothing was said. */
export const pageOf = ({ limit, cursor }: PageRequest) => ({ ...(limit !== 0 && { limit }), cursor });

/** Proto3 does not tell what is empty from what is absent. */
export const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));

/** A document as REST would have read it, or null. Throws an ApiError that names the place. */
export const documentOf = (document: StructMessage | undefined): Json =>
  document ? checkJson(readStruct(document, '')) : null;

/** The same for the member `document` of a message. */
export const draftOf = (document: StructMessage): Json =>
  (checkJson({ document: readStruct(document, '/document') }) as { readonly document: Json }).document;

function readStruct(document: StructMessage, pointer: string): JsonObject {
  try {
    return jsonOf(document, pointer);
  } catch (error) {
    if (error instanceof NoJson) throw invalid(error.pointer, 'wrong_type', `${error.message}.`);
    throw error;
  }
}
