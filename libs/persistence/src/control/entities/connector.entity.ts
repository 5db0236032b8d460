import type { ConnectorManifest } from '@hookswitch/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from './columns.js';

@Entity({ schema: 'control', name: 'connector' })
export class ConnectorEntity {
  @PrimaryColumn({ type: 'text' }) type!: string;
  @Column({ type: 'json' }) manifest!: ConnectorManifest;
  @Column({ type: 'text' }) fingerprint!: string;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: Date;
}
