import type { ConnectorManifest, EventType, JsonObject, WorkflowDocument } from '@hookswitch/domain';
import type { Retention } from '../retention.js';

/** A workflow with the document that is in force. */
export interface StoredWorkflow {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly latestVersion: number;
  readonly enabled: boolean;
  /** Counts what people do to it: its entity tag. */
  readonly generation: number;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** `spec.enabled` says what {@link enabled} says. */
  readonly document: WorkflowDocument;
  readonly author: string;
  readonly message?: string;
}

export interface WorkflowVersion {
  readonly version: number;
  readonly document: WorkflowDocument;
  readonly author: string;
  readonly message?: string;
  /** The version that a roll back brought back. */
  readonly restoredFrom?: number;
  readonly createdAt: Date;
}

/** What a caller sees of a secret; no method of this library's public side gives its value. */
export interface SecretFacts {
  readonly name: string;
  /** Its last 4 characters, or '' for a short one. */
  readonly hint: string;
  readonly version: number;
  readonly updatedAt: Date;
}

export interface StoredConnection {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  readonly settings: JsonObject;
  readonly allowedHosts: readonly string[];
  readonly generation: number;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly secrets: readonly SecretFacts[];
}

/** A sealed value with what may be known of it. */
export interface SealedSecret {
  /** Compact JWE. */
  readonly sealed: string;
  readonly kid: string;
  readonly hint: string;
}

export interface StoredSecret extends SecretFacts {
  readonly tenant: string;
  readonly allowedHosts: readonly string[];
  /** Types it is sealed for. */
  readonly connectors: readonly string[];
  readonly revision: number;
  readonly createdAt: Date;
}

export interface StoredKey {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the secret part. */
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly lastUsedAt?: Date;
}

export interface StoredTenant {
  readonly tenant: string;
  readonly title: string;
  readonly suspended: boolean;
  /** While it is suspended, once somebody has said why. */
  readonly suspension?: { readonly reason: string; readonly at: Date };
  readonly deriveCallEvents: boolean;
  /** Those that were set for this tenant, by name. */
  readonly quotas: Readonly<Record<string, number>>;
  /** What was set for this tenant. */
  readonly retention: Partial<Retention>;
  /** Counts what people do to it: its entity tag. */
  readonly generation: number;
  readonly revision: number;
  /** Of the last change that rules hears of: what an event taken over the API carries. */
  readonly planningRevision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a tenant's workflows come to; deleted ones do not count. */
export interface WorkflowUse {
  /** Disabled ones included. */
  readonly workflows: number;
  /** Of those in force: how many no look-up finds, so that every event of their triggers tries them. */
  readonly onEveryEvent: number;
  /** Of the longest. */
  readonly steps: number;
}

export interface StoredConnector {
  readonly manifest: ConnectorManifest;
  readonly updatedAt: Date;
}

export interface StoredEventType {
  readonly definition: EventType;
  readonly createdAt: Date;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly address?: string;
  /** `workflow.created`, `key.revoked` … */
  readonly action: string;
  readonly object: AuditObject;
  readonly detail?: JsonObject;
  /** Hash of the entry before it, and its own: a removed or changed entry breaks the chain. */
  readonly previous: string;
  readonly hash: string;
}

export interface AuditObject {
  readonly kind: string;
  readonly id: string;
  readonly name?: string;
  readonly version?: number;
}

export const DIRTY_KINDS = ['workflow', 'connection', 'secret', 'tenant'] as const;
export type DirtyKind = (typeof DIRTY_KINDS)[number];

/** A record on Kafka that is older than its row. `key`: workflow id, connection or secret name, tenant. */
export interface DirtyKey {
  readonly kind: DirtyKind;
  readonly key: string;
  readonly revision: number;
}
