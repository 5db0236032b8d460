import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigint, instant } from './columns.js';

@Entity({ schema: 'control', name: 'audit' })
export class AuditEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn(bigint) seq!: number;
  @Column(instant) at!: Date;
  @Column({ type: 'text' }) actor!: string;
  @Column({ type: 'text', nullable: true }) address!: string | null;
  @Column({ type: 'text' }) action!: string;
  @Column({ type: 'text', name: 'object_kind' }) objectKind!: string;
  @Column({ type: 'text', name: 'object_id' }) objectId!: string;
  @Column({ type: 'text', name: 'object_name', nullable: true }) objectName!: string | null;
  @Column({ type: 'int', nullable: true }) version!: number | null;
  @Column({ type: 'json', nullable: true }) detail!: object | null;
  @Column({ type: 'text' }) previous!: string;
  @Column({ type: 'text' }) hash!: string;
}
