import type { Topics } from '@hookswitch/domain';
import type { Accounts, Span } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, TOPICS, type Clock } from '../core/tokens.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { EventReach } from './event-reach.js';
import { isWhole, type Missing } from './missing.js';
import { ACCOUNTS } from './tokens.js';

const HOUR_MS = 3_600_000;
/** Long enough for a step that waits its turn behind others, short enough that a lost one is still wanted. */
export const GRACE_MS = HOUR_MS / 4;
/** How far back an account goes that asks for nothing else, and the search for gaps. */
const SPAN_MS = 24 * HOUR_MS;
const SHOWN = 20;

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** Holds what was accepted against what is known to have become of it, for all tenants together. */
@Injectable()
export class AccountService {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: Accounts,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly reach: EventReach,
    private readonly tenants: TenantDirectory,
  ) {}

  /** Of the last day unless told otherwise; what is missing is always as of now. */
  async of(asked: Partial<Span>, patienceMs: number) {
    const to = asked.to ?? iso(this.now());
    const span = { from: asked.from ?? iso(Date.parse(to) - SPAN_MS), to };
    const { missing, behind } = await this.missing(SHOWN, patienceMs);
    const totals = await this.accounts.totals(span, this.topics.events);
    return { ...span, ...totals, missing, recorderBehind: behind, isWhole: isWhole(missing) };
  }

  /** At most `limit` of each kind. Rejects with a MessagingError or a PersistenceError. */
  async missing(limit: number, patienceMs: number): Promise<{ readonly missing: Missing; readonly behind: number }> {
    const { reach, behind } = await this.reach.read(patienceMs);
    const now = this.now();
    const except = this.tenants.suspended();
    const missing = {
      ...(behind === 0 && {
        events: await this.accounts.gaps(this.topics.events, reach, iso(now - SPAN_MS), limit),
      }),
      commands: await this.accounts.silent(now, GRACE_MS, { limit, except }),
      runs: await this.accounts.stuck(now, GRACE_MS, limit),
    };
    return { missing, behind };
  }
}
