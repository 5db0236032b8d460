import { join } from 'node:path';

export const PACKAGE = 'hookswitch.v1';
export const PROTO_DIR = join(import.meta.dirname, '..', '..', 'proto');
/** Below {@link PROTO_DIR}. */
export const PROTO_FILES = ['hookswitch/v1/events.proto', 'hookswitch/v1/workflows.proto'] as const;
export const SERVICES = ['EventService', 'WorkflowService'] as const;
