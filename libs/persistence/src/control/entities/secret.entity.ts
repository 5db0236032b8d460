import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigint, instant, texts } from './columns.js';

@Entity({ schema: 'control', name: 'secret' })
export class SecretEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'text' }) name!: string;
  @Column({ type: 'text' }) hint!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...texts, name: 'allowed_hosts' }) allowedHosts!: string[];
  @Column(bigint) revision!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: Date;
}

@Entity({ schema: 'control', name: 'secret_seal' })
export class SecretSealEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'text', name: 'secret_name' }) secret!: string;
  @PrimaryColumn({ type: 'text' }) connector!: string;
  @Column({ type: 'text' }) sealed!: string;
  @Column({ type: 'text' }) kid!: string;
}
