import type {
  Command,
  ConnectionRecord,
  ConnectorManifest,
  ControlMessage,
  Result,
  RunsMessage,
  SnapshotMarker,
  StatusRecord,
  TenantRecord,
  WorkflowRecord,
} from '@hookswitch/domain';

/** Every message that is not an event, by the name of its contract. */
export interface Messages {
  readonly command: Command;
  readonly result: Result;
  readonly runs: RunsMessage;
  readonly workflow: WorkflowRecord;
  readonly connection: ConnectionRecord;
  readonly connector: ConnectorManifest;
  readonly control: ControlMessage;
  readonly tenant: TenantRecord;
  readonly status: StatusRecord;
  /** The record with key `~snapshot` of a compacted topic. */
  readonly snapshot: SnapshotMarker;
}
export type MessageKind = keyof Messages;
export type MessageOf<K extends MessageKind> = Messages[K];

export const MESSAGE_KINDS = [
  'command',
  'result',
  'runs',
  'workflow',
  'connection',
  'connector',
  'control',
  'tenant',
  'status',
  'snapshot',
] as const satisfies readonly MessageKind[];
