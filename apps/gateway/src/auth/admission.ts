import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { apiPath } from '../http/route-table.js';
import { ApiError, notFound } from '../problem/api-error.js';
import { AccessRules } from './access.js';
import { Authenticator } from './authenticator.js';
import { missingScope } from './caller.js';

/** Lets a request in if its credential has the scope of its route. Decides by its head alone, so that nobody's body is read unasked. */
@Injectable()
export class Admission {
  private readonly admitted = new WeakSet<FastifyRequest['raw']>();

  constructor(
    private readonly rules: AccessRules,
    private readonly authenticator: Authenticator,
  ) {}

  /** To be called before the first route is registered. */
  guard(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request) => this.admit(request));
  }

  isAdmitted({ raw }: FastifyRequest): boolean {
    return this.admitted.has(raw);
  }

  private async admit(request: FastifyRequest): Promise<void> {
    if (request.is404) throw notFound();
    const path = apiPath(request.routeOptions.url ?? '');
    const access = this.rules.of({ method: request.method, path });
    // What providers put into the query is theirs, and some name a key there.
    if (access !== 'signed') refuseCredentialsInUrl(request.query);
    if (access !== 'signed' && access !== 'public') {
      const caller = await this.authenticator.authenticate(request.headers.authorization, request.ip);
      if (access === undefined) throw new Error(`${request.method} ${path} declares no scope`);
      if (access !== 'authenticated' && !caller.scopes.has(access)) throw missingScope(access);
      request.caller = caller;
    }
    this.admitted.add(request.raw);
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
