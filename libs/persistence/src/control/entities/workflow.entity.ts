import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigint, instant, texts } from './columns.js';

@Entity({ schema: 'control', name: 'workflow' })
export class WorkflowEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ type: 'int', name: 'latest_version' }) latestVersion!: number;
  @Column({ type: 'boolean' }) enabled!: boolean;
  @Column({ type: 'int' }) generation!: number;
  @Column(bigint) revision!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: Date;
  @Column({ ...instant, name: 'deleted_at', nullable: true }) deletedAt!: Date | null;
}

@Entity({ schema: 'control', name: 'workflow_version' })
export class WorkflowVersionEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'uuid', name: 'workflow_id' }) workflow!: string;
  @PrimaryColumn({ type: 'int' }) version!: number;
  @Column({ type: 'json' }) document!: object;
  @Column(texts) connectors!: string[];
  @Column({ type: 'boolean', name: 'on_every_event', nullable: true }) onEveryEvent!: boolean | null;
  @Column({ type: 'text' }) author!: string;
  @Column({ type: 'text', nullable: true }) message!: string | null;
  @Column({ type: 'int', name: 'restored_from', nullable: true }) restoredFrom!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
}

@Entity({ schema: 'control', name: 'workflow_change' })
export class WorkflowChangeEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'uuid', name: 'workflow_id' }) workflow!: string;
  @PrimaryColumn(bigint) revision!: number;
  @Column({ type: 'int' }) version!: number;
  @Column({ type: 'boolean' }) enabled!: boolean;
}
