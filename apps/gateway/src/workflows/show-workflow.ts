import { evaluatedOnEveryEvent } from '@hookswitch/domain';
import type { StoredWorkflow, WorkflowVersion } from '@hookswitch/persistence';
import type { Mistake } from '../problem/request-codes.js';

/** A workflow in a list: without its document, which may be long. */
export const summaryOf = (workflow: StoredWorkflow) => ({
  id: workflow.id,
  name: workflow.name,
  version: workflow.version,
  enabled: workflow.enabled,
  events: workflow.document.spec.trigger.events,
  evaluatedOnEveryEvent: evaluatedOnEveryEvent(workflow.document.spec),
  ...(workflow.document.spec.description !== undefined && { description: workflow.document.spec.description }),
  ...(workflow.document.metadata.labels && { labels: workflow.document.metadata.labels }),
  createdAt: workflow.createdAt.toISOString(),
  updatedAt: workflow.updatedAt.toISOString(),
});

export const showWorkflow = (workflow: StoredWorkflow, warnings?: readonly Mistake[]) => ({
  ...summaryOf(workflow),
  author: workflow.author,
  ...(workflow.message !== undefined && { message: workflow.message }),
  document: workflow.document,
  ...(warnings && { warnings }),
});

export const showVersion = ({ createdAt, ...version }: WorkflowVersion) => ({
  ...version,
  createdAt: createdAt.toISOString(),
});
