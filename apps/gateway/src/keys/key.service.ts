import { ControlPlane, type StoredKey } from '@hookswitch/persistence';
import { generateApiKey } from '@hookswitch/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Authenticator } from '../auth/authenticator.js';
import { missingScope, requireScope, type Caller } from '../auth/caller.js';
import { ROLES, type Scope } from '../auth/scopes.js';
import { CLOCK, type Clock } from '../core/tokens.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { invalid, notFound } from '../problem/api-error.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { NewKeyBody } from './key.dto.js';

export const showKey = ({ hash: _, expiresAt, revokedAt, createdAt, lastUsedAt, ...key }: StoredKey) => ({
  ...key,
  createdAt: createdAt.toISOString(),
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
});

@Injectable()
export class KeyService {
  constructor(
    private readonly plane: ControlPlane,
    private readonly authenticator: Authenticator,
    private readonly tenants: TenantDirectory,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** The answer is the only place where the key is ever shown; an idempotent repetition gives everything but the key. */
  async create(request: WriteRequest, body: NewKeyBody): Promise<Answer> {
    const { caller } = request;
    const tenant = await this.tenantOf(caller, body);
    const scopes = grantable(caller, tenant, scopesOf(body));
    const expiresAt = this.expiry(body);
    const key = generateApiKey();
    const facts = { id: key.id, name: body.name, hash: key.hash, scopes, ...(expiresAt && { expiresAt }) };
    return request.run(
      this.plane,
      async (unit) => {
        const shown = showKey(await unit.keys.create(facts));
        return Answer.created({ ...shown, key: key.text }, { location: `/v1/api-keys/${key.id}` });
      },
      { tenant, remembered: (answer) => answer.withBody({ ...(answer.body as object), key: undefined }) },
    );
  }

  async revoke(request: WriteRequest, id: string): Promise<Answer> {
    const answer = await request.run(this.plane, async (unit) => {
      const key = await unit.keys.revoke(id);
      if (!key) throw notFound();
      return Answer.ok(showKey(key));
    });
    this.authenticator.forget(id);
    return answer;
  }

  private async tenantOf(caller: Caller, { tenant = caller.tenant }: NewKeyBody): Promise<string> {
    if (tenant === caller.tenant) return tenant;
    requireScope(caller, 'platform');
    if (!(await this.tenants.known(tenant)))
      throw invalid('/tenant', 'unknown_tenant', `There is no tenant "${tenant}".`);
    return tenant;
  }

  private expiry({ expiresAt }: NewKeyBody): Date | undefined {
    if (expiresAt === undefined) return undefined;
    const date = new Date(expiresAt);
    if (!(date.getTime() > this.now())) throw invalid('/expiresAt', 'in_the_past', 'A key must expire in the future.');
    return date;
  }
}

function scopesOf({ scopes, role }: NewKeyBody): readonly Scope[] {
  if ((scopes === undefined) === (role === undefined)) {
    throw invalid('/scopes', 'required', 'Give one of "scopes" and "role".');
  }
  return scopes ?? (role ? ROLES[role] : []);
}

/** A key grants only what it may itself; `platform` works in every tenant, so it may grant everything there. */
function grantable(caller: Caller, tenant: string, scopes: readonly Scope[]): readonly Scope[] {
  const missing = scopes.find((scope) => !caller.scopes.has(scope));
  if (missing !== undefined) throw missingScope(missing);
  if (scopes.includes('platform') && tenant !== 'default') {
    throw invalid('/scopes', 'not_grantable', 'Only keys of the tenant "default" can have the scope "platform".');
  }
  return scopes;
}
