import type { Answer } from '../http/answer.js';
import type { Mistake } from '../problem/request-codes.js';
import type { showVersion, showWorkflow, summaryOf } from '../workflows/show-workflow.js';
import type { Trial } from '../workflows/trial.js';
import type { CloudEventMessage, StructMessage, TimestampMessage } from './messages.js';
import { structMessage } from './struct.js';
import { timestampMessage } from './timestamp.js';

/** The requests of `workflows.proto`. */
export interface IdRequest {
  readonly id?: string;
  readonly etag?: string;
}
export interface SaveRequest extends IdRequest {
  readonly document?: StructMessage;
  readonly message?: string;
}
export interface RollbackRequest extends IdRequest {
  readonly version?: number;
  readonly message?: string;
}
export interface PageRequest {
  readonly limit?: number;
  readonly cursor?: string;
}
export interface ListRequest extends PageRequest {
  readonly enabled?: boolean;
  readonly name?: string;
}
export interface TestRequest {
  readonly document?: StructMessage;
  readonly workflow?: string;
  readonly event?: CloudEventMessage;
  readonly sample?: { readonly type?: string; readonly index?: number };
  readonly recorded?: { readonly id?: string; readonly source?: string };
  readonly at?: TimestampMessage;
}

type Shown = ReturnType<typeof summaryOf> & Partial<ReturnType<typeof showWorkflow>>;

export const workflowMessage = ({ createdAt, updatedAt, document, warnings: _, ...shown }: Shown, etag?: string) => ({
  ...shown,
  createdAt: timestampMessage(createdAt),
  updatedAt: timestampMessage(updatedAt),
  ...(document && { document: structMessage(document) }),
  ...(etag !== undefined && { etag }),
});

/** What a save answers, be it now or again. */
export function savedMessage({ body, headers }: Answer) {
  const shown = body as Shown & { readonly warnings?: readonly Mistake[] };
  return { workflow: workflowMessage(shown, headers.ETag), warnings: shown.warnings ?? [] };
}

export const versionMessage = ({ createdAt, document, ...version }: ReturnType<typeof showVersion>) => ({
  ...version,
  createdAt: timestampMessage(createdAt),
  document: structMessage(document),
});

type Tested = Awaited<ReturnType<Trial['test']>>;

export const testMessage = ({ conditions, steps = [], commands = [], ...tested }: Tested) => ({
  ...tested,
  conditions: conditions.map(structMessage),
  steps: steps.map(structMessage),
  commands: commands.map(structMessage),
});
