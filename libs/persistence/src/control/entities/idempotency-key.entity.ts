import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from './columns.js';

@Entity({ schema: 'control', name: 'idempotency_key' })
export class IdempotencyKeyEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'text', name: 'request_hash' }) requestHash!: string;
  @Column({ type: 'json' }) answer!: { readonly value: unknown };
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
}
