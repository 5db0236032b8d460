import type { EventType } from '@hookswitch/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from './columns.js';

@Entity({ schema: 'control', name: 'event_type' })
export class EventTypeEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'text' }) name!: string;
  @Column({ type: 'json' }) definition!: EventType;
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
}
