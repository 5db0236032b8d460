import type { Care } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CLOCK, LOGGER, type Clock } from '../core/tokens.js';
import { LetterSender } from './letter-sender.js';
import { CARE } from './tokens.js';

const BUSY_MS = 125;
const IDLE_MS = 1_000;

/** Goes on with redrives of many; whichever gateway finds one due takes its next letters. */
@Injectable()
export class RedriveRunner implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private closed = false;

  constructor(
    @Inject(CARE) private readonly care: Care,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly sender: LetterSender,
  ) {}

  onModuleInit(): void {
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.working;
  }

  /** Looks for one that is due now, unless it is already looking. */
  wake(): void {
    if (this.closed || this.working) return;
    clearTimeout(this.timer);
    this.working = this.work().then((pause) => {
      this.working = undefined;
      if (!this.closed) this.timer = setTimeout(() => this.wake(), pause).unref();
    });
  }

  /** Resolves with how long to rest, in milliseconds. */
  private async work(): Promise<number> {
    let pause = IDLE_MS;
    try {
      while (!this.closed && (await this.next())) pause = BUSY_MS;
    } catch (error) {
      this.log.warn('a redrive could not go on; it will be tried again', { error });
      return IDLE_MS;
    }
    return pause;
  }

  private next(): Promise<boolean> {
    const now = this.now();
    const at = new Date(now).toISOString();
    return this.care.work(now, ({ tenant, by }, letters) => this.sender.send({ tenant, by, at }, letters));
  }
}
