import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { ControlPlane, type Once, type WriteContext, type WriteUnit } from '@hookswitch/persistence';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf, type Caller } from '../auth/caller.js';
import { ApiError } from '../problem/api-error.js';
import { Answer } from './answer.js';

const derive = promisify<string, string, number, { readonly N: number }, Buffer>(scrypt);

/** A write as it came: who asks, under which idempotency key, based on which state. `@FromWrite() request: WriteRequest`. */
export class WriteRequest {
  private constructor(
    readonly caller: Caller,
    private readonly key: string | undefined,
    private readonly content: string,
    private readonly ifMatch: string | undefined,
  ) {}

  static of(request: FastifyRequest): WriteRequest {
    const content = JSON.stringify([request.method, request.url, request.body ?? null]);
    const guards = { key: one(request, 'idempotency-key'), ifMatch: one(request, 'if-match') };
    return WriteRequest.from(callerOf(request), content, guards);
  }

  /** `content`: what tells one request from another under the same idempotency key. Throws `invalid_header`. */
  static from(caller: Caller, content: string, { key, ifMatch }: Guards): WriteRequest {
    if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new ApiError('invalid_header', 'An Idempotency-Key consists of 1 to 255 visible ASCII characters.');
    }
    return new WriteRequest(caller, key, content, ifMatch);
  }

  /** The generation that the caller saw; undefined when it does not care. */
  get generation(): number | undefined {
    if (this.ifMatch === undefined || this.ifMatch === '*') return undefined;
    const text = /^"(\d{1,9})"$/.exec(this.ifMatch)?.[1];
    if (text === undefined)
      throw new ApiError('precondition_failed', 'If-Match does not hold an ETag of this resource.');
    return Number(text);
  }

  /**
   * One unit of work in the caller's tenant. The same request under the same idempotency key gets the same answer and does nothing;
   * `remembered` takes out of it what is shown only once.
   */
  async run(
    plane: ControlPlane,
    work: (unit: WriteUnit) => Promise<Answer>,
    { tenant = this.caller.tenant, across = false, remembered = (answer: Answer) => answer }: RunOptions = {},
  ): Promise<Answer> {
    const { name, address } = this.caller;
    const context: WriteContext = { tenant, actor: { name, address } };
    const once = await this.once(remembered);
    return across ? plane.writeAcross(context, work, once) : plane.write(context, work, once);
  }

  private async once(remembered: (answer: Answer) => Answer): Promise<Once<Answer> | undefined> {
    if (this.key === undefined) return undefined;
    // Slow on purpose: requests hold secrets, and a copy of the table must not be good for guessing them.
    const hash = await derive(this.content, `${this.caller.tenant}|${this.key}`, 32, { N: 4_096 });
    return {
      key: this.key,
      requestHash: hash.toString('hex'),
      store: (answer) => remembered(answer).toJSON(),
      restore: (stored) => Answer.again(stored),
    };
  }
}

interface Guards {
  readonly key: string | undefined;
  /** As in the header `If-Match`. */
  readonly ifMatch: string | undefined;
}

export interface RunOptions {
  /** Another tenant than the caller's: for the scope `platform` alone. */
  readonly tenant?: string;
  /** Every tenant is visible: for the scope `platform` alone. */
  readonly across?: boolean;
  readonly remembered?: (answer: Answer) => Answer;
}

export const FromWrite = createParamDecorator((_data: unknown, context: ExecutionContext): WriteRequest =>
  WriteRequest.of(context.switchToHttp().getRequest<FastifyRequest>()),
);

function one({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : value?.[0];
}
