import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../problem/api-error.js';
import type { Scope } from './scopes.js';

/** Who calls, once the guard has let it in. The tenant comes from the credential and from nowhere else. */
export interface Caller {
  readonly tenant: string;
  /** For the audit: `key:<id>`. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Client address. */
  readonly address: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

/** `@FromCaller() caller: Caller` in a controller. */
export const FromCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new ApiError('unauthenticated');
  return caller;
}

/** For what a request needs beyond its route's scope, because of what is in it. */
export function requireScope({ scopes }: Caller, scope: Scope): void {
  if (!scopes.has(scope)) throw missingScope(scope);
}

export const missingScope = (scope: Scope): ApiError =>
  new ApiError('missing_scope', `This needs the scope "${scope}".`, {
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
