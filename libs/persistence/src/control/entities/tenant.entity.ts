import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigint, instant } from './columns.js';

@Entity({ schema: 'control', name: 'tenant' })
export class TenantEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @Column({ type: 'text' }) title!: string;
  @Column({ type: 'boolean' }) suspended!: boolean;
  @Column({ type: 'text', name: 'suspended_because', nullable: true }) suspendedBecause!: string | null;
  @Column({ ...instant, name: 'suspended_at', nullable: true }) suspendedAt!: Date | null;
  @Column({ type: 'boolean', name: 'derive_call_events' }) deriveCallEvents!: boolean;
  @Column({ type: 'jsonb' }) quotas!: Record<string, number>;
  @Column({ type: 'jsonb' }) retention!: { readonly eventDays?: number; readonly runDays?: number };
  @Column({ type: 'int' }) generation!: number;
  @Column(bigint) revision!: number;
  @Column({ ...bigint, name: 'planning_revision' }) planningRevision!: number;
  @Column({ ...bigint, name: 'audit_seq' }) auditSeq!: number;
  @Column({ type: 'text', name: 'audit_hash' }) auditHash!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: Date;
}
