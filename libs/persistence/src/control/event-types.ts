import type { EventType } from '@hookswitch/domain';
import type { EntityManager } from 'typeorm';
import type { Changes } from './changes.js';
import type { TenantContext } from './context.js';
import { EventTypeEntity } from './entities/event-type.entity.js';
import type { Row } from './entities/row.js';
import type { StoredEventType } from './types.js';

/** Event types that a tenant has added to the catalogue. */
export class EventTypes {
  constructor(
    protected readonly manager: EntityManager,
    protected readonly context: TenantContext,
  ) {}

  async find(name: string): Promise<StoredEventType | undefined> {
    const { tenant } = this.context;
    const row = await this.manager.findOne(EventTypeEntity, { where: { tenant, name } });
    return row ? toEventType(row) : undefined;
  }

  /** All of them, by name: a tenant has few. */
  async all(): Promise<readonly StoredEventType[]> {
    const { tenant } = this.context;
    return (await this.manager.find(EventTypeEntity, { where: { tenant }, order: { name: 'ASC' } })).map(toEventType);
  }
}

export class EventTypeWriter extends EventTypes {
  constructor(
    manager: EntityManager,
    private readonly changes: Changes,
  ) {
    super(manager, changes.context);
  }

  async create(definition: EventType): Promise<StoredEventType> {
    const { tenant } = this.context;
    const row = { tenant, name: definition.name, definition, createdAt: this.changes.now };
    await this.manager.insert(EventTypeEntity, { ...row, definition: definition as object });
    await this.changed('event_type.created', definition.name);
    return toEventType(row);
  }

  async remove(name: string): Promise<boolean> {
    const { affected } = await this.manager.delete(EventTypeEntity, { tenant: this.context.tenant, name });
    if (affected) await this.changed('event_type.deleted', name);
    return Boolean(affected);
  }

  /** Own event types are part of the tenant's record. */
  private async changed(action: string, name: string): Promise<void> {
    await this.changes.dirty('tenant', this.context.tenant);
    await this.changes.note(action, { kind: 'event_type', id: name, name });
  }
}

const toEventType = ({ definition, createdAt }: Row<EventTypeEntity>): StoredEventType => ({ definition, createdAt });
