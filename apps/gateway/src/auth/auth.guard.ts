import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { apiPath } from '../http/route-table.js';
import { ApiError } from '../problem/api-error.js';
import { AccessRules } from './access.js';
import { Authenticator } from './authenticator.js';
import { missingScope } from './caller.js';

/** Lets a request in if its credential has the scope of its route. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly rules: AccessRules,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Records of the bus come from our own services; gRPC has a guard of its own.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const path = apiPath(request.routeOptions.url ?? '');
    const access = this.rules.of({ method: request.method, path });
    // What providers put into the query is theirs, and some name a key there.
    if (access === 'signed') return true;
    refuseCredentialsInUrl(request.query);
    if (access === 'public') return true;
    const caller = await this.authenticator.authenticate(request.headers.authorization, request.ip);
    if (access === undefined) throw new Error(`${request.method} ${path} declares no scope`);
    if (access !== 'authenticated' && !caller.scopes.has(access)) throw missingScope(access);
    request.caller = caller;
    return true;
  }
}

const CREDENTIAL_NAMES = /^(api[-_]?key|access[-_]?token|auth[-_]?token|token|authorization|bearer)$/i;

/** URLs end up in logs, histories and referrers. */
function refuseCredentialsInUrl(query: unknown): void {
  const found = Object.entries(query ?? {}).some(
    ([name, value]) => CREDENTIAL_NAMES.test(name) || String(value).includes('hks_'),
  );
  if (found)
    throw new ApiError('credential_in_url', 'Send the key in the Authorization header and replace it: it has leaked.');
}
