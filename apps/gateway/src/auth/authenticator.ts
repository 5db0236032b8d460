import { ControlPlane, type StoredKey } from '@hookswitch/persistence';
import { DUMMY_HASH, parseApiKey, sameHash, type ApiKey } from '@hookswitch/platform';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../core/tokens.js';
import { ApiError } from '../problem/api-error.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { Caller } from './caller.js';
import { FailureLimiter } from './failure-limiter.js';
import { KeyCache } from './key-cache.js';
import { isScope } from './scopes.js';

const TOUCH_EVERY_MS = 10_000;

/** Finds out who calls, for REST and gRPC alike. */
@Injectable()
export class Authenticator implements OnModuleDestroy {
  private readonly cache: KeyCache;
  private readonly limiter: FailureLimiter;
  private readonly used = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly plane: ControlPlane,
    private readonly tenants: TenantDirectory,
    @Inject(CLOCK) private readonly now: Clock,
  ) {
    this.cache = new KeyCache((id) => plane.keys.find(id), now);
    this.limiter = new FailureLimiter(now);
    this.timer = setInterval(() => void this.touch(), TOUCH_EVERY_MS).unref();
  }

  /** `authorization` as in the header or metadata of that name. Rejects with `unauthenticated`, `too_many_failures`, `tenant_suspended`. */
  async authenticate(authorization: string | undefined, address: string): Promise<Caller> {
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthenticated(undefined);
    const presented = parseApiKey(token);
    const wait = this.limiter.waitSeconds(address);
    if (wait > 0 && !(presented && this.cache.knows(presented.id))) {
      throw new ApiError('too_many_failures', undefined, { headers: { 'Retry-After': String(wait) } });
    }
    const key = presented && (await this.valid(presented));
    if (!key) {
      this.limiter.failed(address);
      throw unauthenticated('invalid_token');
    }
    return this.caller(key, address);
  }

  /** After a revocation here; other gateways see it when their cache has aged. */
  forget(id: string): void {
    this.cache.forget(id);
  }

  onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    return this.touch();
  }

  private async valid(presented: ApiKey): Promise<StoredKey | undefined> {
    const key = await this.cache.find(presented.id);
    // An unknown id is compared too, so that timing does not tell it from a known one.
    const matches = sameHash(presented.hash, key?.hash ?? DUMMY_HASH);
    if (!key || !matches || key.revokedAt) return undefined;
    return key.expiresAt && key.expiresAt.getTime() <= this.now() ? undefined : key;
  }

  private caller({ id, tenant, scopes }: StoredKey, address: string): Caller {
    const granted = new Set(scopes.filter(isScope));
    if (this.tenants.isSuspended(tenant) && !granted.has('platform'))
      throw new ApiError('tenant_suspended', this.tenants.find(tenant)?.suspension?.reason);
    this.used.add(id);
    return { tenant, name: `key:${id}`, scopes: granted, address };
  }

  private async touch(): Promise<void> {
    const ids = [...this.used];
    this.used.clear();
    // When it fails, "last used" is a little older; nothing depends on it.
    if (ids.length > 0) await this.plane.keys.touch(ids, new Date(this.now())).catch(() => undefined);
  }
}

const unauthenticated = (error: string | undefined): ApiError =>
  new ApiError('unauthenticated', undefined, {
    headers: { 'WWW-Authenticate': error === undefined ? 'Bearer' : `Bearer error="${error}"` },
  });
