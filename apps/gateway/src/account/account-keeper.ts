import type { Accounts, SilentCommand } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CLOCK, CONTEXT, LOGGER, type Clock, type ServiceContext } from '../core/tokens.js';
import { AccountService, GRACE_MS } from './account.service.js';
import { countsOf } from './missing.js';
import { Resender } from './resender.js';
import { ACCOUNTS } from './tokens.js';

const EVERY_MS = 60_000;
/** Of one round; those that are left have their turn in the next. */
const AT_A_TIME = 500;
const PATIENCE_MS = 10_000;

/** Looks for what is missing, tells it as metrics, and has silent commands sent again: by one gateway at a time. */
@Injectable()
export class AccountKeeper implements OnModuleInit, OnModuleDestroy {
  private readonly missing;
  private readonly resent;
  private readonly sentAt = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;

  constructor(
    private readonly account: AccountService,
    private readonly resender: Resender,
    @Inject(ACCOUNTS) private readonly accounts: Accounts,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(CONTEXT) { metrics }: ServiceContext,
  ) {
    this.missing = metrics.gauge('hookswitch_reconciliation_missing');
    this.resent = metrics.counter('hookswitch_reconciliation_resent_total');
    for (const what of ['events', 'commands', 'runs']) this.missing.set({ what }, 0);
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  /** Resolves once it has been looked for; never rejects. Called by its own timer. */
  look(): Promise<void> {
    this.working ??= this.work()
      .catch((error: unknown) => this.log.warn('the account could not be made; it will be tried again', { error }))
      .finally(() => (this.working = undefined));
    return this.working;
  }

  private async work(): Promise<void> {
    const { missing } = await this.account.missing(AT_A_TIME, PATIENCE_MS);
    for (const [what, count] of Object.entries(countsOf(missing))) this.missing.set({ what }, count);
    const silent = this.due(missing.commands.first);
    if (silent.length === 0) return;
    await this.accounts.alone(async () => {
      const sent = await this.resender.send(silent);
      this.resent.inc(sent);
      for (const { id } of silent) this.sentAt.set(id, this.now());
      if (sent > 0) this.log.warn(`sent ${sent} commands again that were silent for too long`);
    });
  }

  /** One that was sent again has its time to answer. */
  private due(silent: readonly SilentCommand[]): readonly SilentCommand[] {
    const now = this.now();
    for (const [id, at] of this.sentAt) if (at + GRACE_MS <= now) this.sentAt.delete(id);
    return silent.filter(({ id }) => !this.sentAt.has(id));
  }
}
