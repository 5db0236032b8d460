import { isJsonObject, type Json } from '@hookswitch/domain';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

interface AnswerHeaders {
  /** The generation of the resource, for `If-Match`. */
  readonly generation?: number;
  readonly location?: string;
}

/** What a write answers. It is JSON, so that it can be remembered and given again for the same `Idempotency-Key`. */
export class Answer {
  private constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>>,
  ) {}

  static ok(body: unknown, headers: AnswerHeaders = {}): Answer {
    return new Answer(200, body, named(headers));
  }
  static created(body: unknown, headers: AnswerHeaders): Answer {
    return new Answer(201, body, named(headers));
  }
  /** It will be done. */
  static accepted(body: unknown): Answer {
    return new Answer(202, body, {});
  }
  static nothing(): Answer {
    return new Answer(204, undefined, {});
  }

  toJSON(): Json {
    const { status, body, headers } = this;
    return JSON.parse(JSON.stringify({ status, body, headers })) as Json;
  }
  static again(stored: Json): Answer {
    if (!isJsonObject(stored)) throw new Error('a remembered answer is an object');
    const headers = stored.headers as Readonly<Record<string, string>>;
    return new Answer(Number(stored.status), stored.body, { ...headers, 'Idempotency-Replayed': 'true' });
  }
  /** With another body; what is remembered of an answer that shows something once. */
  withBody(body: unknown): Answer {
    return new Answer(this.status, body, this.headers);
  }
}

const named = ({ generation, location }: AnswerHeaders): Readonly<Record<string, string>> => ({
  ...(generation !== undefined && { ETag: entityTag(generation) }),
  ...(location !== undefined && { Location: location }),
});

export const entityTag = (generation: number): string => `"${generation}"`;

/** Sends an {@link Answer} that a controller returned; everything else goes out as it is. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    return next.handle().pipe(
      map((value: unknown) => {
        if (!(value instanceof Answer)) return value;
        void context.switchToHttp().getResponse<FastifyReply>().status(value.status).headers(value.headers);
        return value.body;
      }),
    );
  }
}
