import { ControlPlane, type RunRecorder } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CLOCK, LOGGER, type Clock } from '../core/tokens.js';
import { RECORDER_STORE } from './tokens.js';

const EVERY_MS = 3_600_000;

/** Makes the partitions of the days ahead and lets go of what is past its retention, the installation's or its tenant's. Several gateways may do so at once. */
@Injectable()
export class HistoryKeeper implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(RECORDER_STORE) private readonly store: RunRecorder,
    private readonly plane: ControlPlane,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.maintain();
    this.timer = setInterval(() => {
      this.running = this.maintain();
    }, EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async maintain(): Promise<void> {
    try {
      const retentions = await this.plane.readAcross({ tenant: 'default' }, ({ tenants }) => tenants.retentions());
      await this.store.maintain(this.now(), retentions);
    } catch (error) {
      this.log.warn('the run history could not be tidied; it will be tried again', { error });
    }
  }
}
