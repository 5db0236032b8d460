import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Assignment, Batch, BusRecord } from '@hookswitch/messaging';
import { OnAssigned, OnBatch, OnCaughtUp, OnFollow, OnRevoked } from '@hookswitch/platform';
import { RulesWork } from './rules-work.js';

type Partitions = readonly { readonly topic: string; readonly partition: number }[];
const GROUP = { group: 'rules' };

/** Where the topics come in; the work is elsewhere. */
@Controller()
export class RulesController {
  constructor(private readonly work: RulesWork) {}

  @OnFollow('tenants')
  takeTenants(@Payload() records: readonly BusRecord[]): void {
    this.work.state.take('tenants', records);
  }

  @OnCaughtUp('tenants')
  tenantsRead(): void {
    this.work.state.caughtUp('tenants');
  }

  @OnFollow('workflows')
  takeWorkflows(@Payload() records: readonly BusRecord[]): void {
    this.work.state.take('workflows', records);
  }

  @OnCaughtUp('workflows')
  workflowsRead(): void {
    this.work.state.caughtUp('workflows');
  }

  @OnAssigned('events')
  takeOverEvents(@Payload() partitions: readonly Assignment[]): Promise<void> {
    return this.work.assigned('events', partitions);
  }

  @OnRevoked('events')
  loseEvents(@Payload() partitions: Partitions): void {
    this.work.events.revoked(partitions);
  }

  @OnBatch('events', GROUP)
  planEvents(@Payload() batch: Batch): Promise<void> {
    return this.work.handle('events', batch);
  }

  @OnAssigned('results')
  takeOverResults(@Payload() partitions: readonly Assignment[]): Promise<void> {
    return this.work.assigned('results', partitions);
  }

  @OnRevoked('results')
  loseResults(@Payload() partitions: Partitions): void {
    this.work.results.revoked(partitions);
  }

  @OnBatch('results', GROUP)
  takeResults(@Payload() batch: Batch): Promise<void> {
    return this.work.handle('results', batch);
  }
}
