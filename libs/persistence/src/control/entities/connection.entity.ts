import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigint, instant, texts } from './columns.js';

@Entity({ schema: 'control', name: 'connection' })
export class ConnectionEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'text' }) connector!: string;
  @Column({ type: 'json' }) settings!: object;
  @Column({ ...texts, name: 'allowed_hosts' }) allowedHosts!: string[];
  @Column({ type: 'int' }) generation!: number;
  @Column(bigint) revision!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: Date;
}

@Entity({ schema: 'control', name: 'connection_secret' })
export class ConnectionSecretEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'uuid', name: 'connection_id' }) connection!: string;
  @PrimaryColumn({ type: 'text' }) name!: string;
  @Column({ type: 'text' }) sealed!: string;
  @Column({ type: 'text' }) kid!: string;
  @Column({ type: 'text' }) hint!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: Date;
}
