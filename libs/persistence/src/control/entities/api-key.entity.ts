import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, texts } from './columns.js';

@Entity({ schema: 'control', name: 'api_key' })
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' }) tenant!: string;
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'text' }) hash!: string;
  @Column(texts) scopes!: string[];
  @Column({ ...instant, name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column({ ...instant, name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
  @Column({ type: 'text', name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: Date;
  @Column({ ...instant, name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
}
