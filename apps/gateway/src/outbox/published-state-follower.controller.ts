import type { BusRecord } from '@hookswitch/messaging';
import { OnCaughtUp, OnFollow } from '@hookswitch/platform';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { PublishedState } from './published-state.js';
import { Reconciler } from './reconciler.js';

const TOPICS = ['workflows', 'connections', 'tenants'] as const;

/** Reads back what gateways publish; once all of it has been read, comparing can begin. */
@Controller()
export class PublishedStateFollower {
  private readonly reading = new Set<string>(TOPICS);

  constructor(
    private readonly state: PublishedState,
    private readonly reconciler: Reconciler,
  ) {}

  @OnFollow('workflows')
  workflows(@Payload() records: readonly BusRecord[]): void {
    this.state.take(records);
  }
  @OnFollow('connections')
  connections(@Payload() records: readonly BusRecord[]): void {
    this.state.take(records);
  }
  @OnFollow('tenants')
  tenants(@Payload() records: readonly BusRecord[]): void {
    this.state.take(records);
  }

  @OnCaughtUp('workflows')
  caughtUpWithWorkflows(): void {
    this.caughtUp('workflows');
  }
  @OnCaughtUp('connections')
  caughtUpWithConnections(): void {
    this.caughtUp('connections');
  }
  @OnCaughtUp('tenants')
  caughtUpWithTenants(): void {
    this.caughtUp('tenants');
  }

  private caughtUp(topic: (typeof TOPICS)[number]): void {
    const wasReading = this.reading.delete(topic);
    if (wasReading && this.reading.size === 0) this.reconciler.start();
  }
}
