import { Controller, type Type } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Assignment, Batch, BusRecord } from '@hookswitch/messaging';
import { OnAssigned, OnBatch, OnCaughtUp, OnFollow, OnRevoked } from '../transport/decorators.js';
import { ConnectorWork } from './connector-work.js';

type Partitions = readonly { readonly topic: string; readonly partition: number }[];

/** Where the topics of one connector type come in; the work is elsewhere. A class of its own for each type: topics are named after it. */
export function connectorController(type: string): Type {
  const group = { group: `connector-${type}` };

  @Controller()
  class ConnectorController {
    constructor(private readonly work: ConnectorWork) {}

    @OnFollow('connections')
    takeConnections(@Payload() records: readonly BusRecord[]): void {
      this.work.takeConnections(records);
    }

    @OnCaughtUp('connections')
    connectionsRead(): void {
      this.work.connectionsRead();
    }

    @OnFollow('tenants')
    takeTenants(@Payload() records: readonly BusRecord[]): void {
      this.work.takeTenants(records);
    }

    @OnFollow('status')
    takeStatus(@Payload() records: readonly BusRecord[]): void {
      this.work.takeStatus(records);
    }

    @OnAssigned(`commands.${type}`)
    takeOver(@Payload() partitions: readonly Assignment[]): Promise<void> {
      return this.work.assigned(partitions.map(({ partition }) => partition));
    }

    @OnRevoked(`commands.${type}`)
    lose(@Payload() partitions: Partitions): void {
      this.work.revoked(partitions.map(({ partition }) => partition));
    }

    @OnBatch(`commands.${type}`, group)
    takeCommands(@Payload() batch: Batch): Promise<void> {
      return this.work.takeCommands(batch);
    }

    @OnBatch(`control.${type}`, group)
    takeControl(@Payload() batch: Batch): Promise<void> {
      return this.work.takeControl(batch);
    }
  }
  return ConnectorController;
}
