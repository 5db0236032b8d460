import { join } from 'node:path';

export const PACKAGE = 'hookswitch.v1';
export const PROTO_DIR = join(import.meta.dirname, '..', '..', 'proto');
/** Below {@link PROTO_DIR}. */
export const PROTO_FILES = ['events', 'workflows', 'runs', 'dead_letters'].map((name) => `hookswitch/v1/${name}.proto`);
export const SERVICES = ['EventService', 'WorkflowService', 'RunService', 'DeadLetterService'] as const;
