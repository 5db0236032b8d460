import {
  compileRecord,
  SNAPSHOT_KEY,
  type ConnectionRecord,
  type SnapshotMarker,
  type TenantRecord,
  type Topics,
} from '@hookswitch/domain';
import { encodeMessage, partitionOf, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
import type {
  DirtyKey,
  PublishableConnection,
  PublishableSecret,
  ReadUnit,
  StoredTenant,
  StoredWorkflow,
} from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { manifestsOf, type Manifests } from '../connectors/manifests.js';
import { BUS, TOPICS } from '../core/tokens.js';

/** On a tombstone of `workflows.v1`: the tenant's revision that removed the workflow, so that rules knows that it has it. */
export const REVISION_HEADER = 'hs_revision';

/** Makes the records of the compacted topics from rows. The same row always gives the same bytes. */
@Injectable()
export class RecordMaker {
  private partitions: number | undefined;

  constructor(
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
  ) {}

  /** What stands for a key now: a record, or a tombstone when there is nothing to tell any more. */
  async current(tenant: string, { kind, key, revision }: DirtyKey, unit: ReadUnit): Promise<OutgoingRecord> {
    switch (kind) {
      case 'workflow': {
        const workflow = await unit.workflows.find(key);
        if (!workflow?.enabled) return this.noWorkflow(tenant, key, revision);
        return this.workflow(workflow, await manifestsOf(unit));
      }
      case 'connection': {
        const connection = await unit.connections.publishable(key);
        return connection
          ? this.connection(tenant, connection)
          : this.tombstone(this.topics.connections, `${tenant}|connection|${key}`);
      }
      case 'secret': {
        const secret = await unit.secrets.publishable(key);
        return secret
          ? this.secret(tenant, secret)
          : this.tombstone(this.topics.connections, `${tenant}|secret|${key}`);
      }
      case 'tenant': {
        const found = await unit.tenants.find(tenant);
        return found ? this.tenant(found, unit) : this.tombstone(this.topics.tenants, tenant);
      }
    }
  }

  async workflow(workflow: StoredWorkflow, manifests: Manifests): Promise<OutgoingRecord> {
    const { tenant, id, version, revision, document } = workflow;
    const record = compileRecord(document, { tenant, id, version, revision, manifests, topics: this.topics });
    const options = { partition: await this.partition(tenant) };
    return encodeMessage('workflow', this.topics.workflows, `${tenant}|${id}`, record, options);
  }

  async noWorkflow(tenant: string, id: string, revision: number): Promise<OutgoingRecord> {
    return {
      ...this.tombstone(this.topics.workflows, `${tenant}|${id}`),
      partition: await this.partition(tenant),
      headers: { [REVISION_HEADER]: String(revision) },
    };
  }

  connection(tenant: string, connection: PublishableConnection): OutgoingRecord {
    const record: ConnectionRecord = { kind: 'connection', tenant, ...connection };
    return encodeMessage('connection', this.topics.connections, `${tenant}|connection|${connection.name}`, record);
  }

  secret(tenant: string, secret: PublishableSecret): OutgoingRecord {
    const record: ConnectionRecord = { kind: 'secret', tenant, ...secret };
    return encodeMessage('connection', this.topics.connections, `${tenant}|secret|${secret.name}`, record);
  }

  /** Its revision is that of the last change that rules hears of: a tombstone's outlives compaction here. */
  async tenant(found: StoredTenant, { eventTypes }: ReadUnit): Promise<OutgoingRecord> {
    const { tenant, planningRevision: revision, deriveCallEvents, suspended } = found;
    const own = (await eventTypes.all()).map(({ definition }) => definition);
    const record: TenantRecord = { tenant, revision, deriveCallEvents, suspended, eventTypes: own };
    return encodeMessage('tenant', this.topics.tenants, tenant, record);
  }

  tombstone(topic: string, key: string): OutgoingRecord {
    return { topic, key, value: null };
  }

  /** One per partition of the topics that must not look complete before they are. */
  async markers(at: string): Promise<readonly OutgoingRecord[]> {
    const marker: SnapshotMarker = { kind: 'snapshot', at };
    const topics = [this.topics.workflows, this.topics.tenants];
    const counts = await Promise.all(topics.map(async (topic) => (await this.bus.offsets(topic)).length));
    return topics.flatMap((topic, index) =>
      Array.from({ length: counts[index] ?? 0 }, (_, partition) =>
        encodeMessage('snapshot', topic, SNAPSHOT_KEY, marker, { partition }),
      ),
    );
  }

  /** A tenant's workflows share a partition, so that rules reads its changes in their order. */
  private async partition(tenant: string): Promise<number> {
    this.partitions ??= (await this.bus.offsets(this.topics.workflows)).length;
    return partitionOf(tenant, this.partitions);
  }
}
