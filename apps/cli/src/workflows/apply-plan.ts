import type { JsonObject } from '@hookswitch/domain';
import { text } from '../answer-fields.js';
import type { Api } from '../api/api.js';
import { CommandError } from '../command.js';
import type { Finding } from './finding.js';
import { isFatal, refusal, workflowPath } from './gateway-workflows.js';
import type { Planned } from './plan.js';

/** `kept`: would be deleted, had it been asked for · `not_tried`: what came before ended it. */
export const OUTCOMES = ['created', 'changed', 'deleted', 'unchanged', 'kept', 'failed', 'not_tried'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Applied {
  readonly planned: Planned;
  readonly outcome: Outcome;
  readonly id?: string;
  readonly version?: number;
  /** Why it failed. */
  readonly error?: { readonly code: string; readonly message: string };
  readonly findings: readonly Finding[];
}

export interface ApplyOptions {
  readonly message?: string | undefined;
  /** Those that no file has any more really go. */
  readonly deletes: boolean;
  readonly onApplied: (applied: Applied) => void;
}

/**
 * Carries a plan out, one workflow after the other. Each save is based on the state that was compared, so that nobody's change is
 * lost. What has been done is told whatever happens after it: when the gateway goes away the rest is `not_tried`.
 */
export async function applyPlan(
  api: Api,
  plan: readonly Planned[],
  options: ApplyOptions,
): Promise<readonly Applied[]> {
  const all: Applied[] = [];
  let isOver = false;
  for (const planned of plan) {
    const applied: Applied = isOver ? notTried(planned) : await applyOne(api, planned, options);
    isOver ||= applied.error !== undefined && isFatal(new CommandError(applied.error.code, ''));
    all.push(applied);
    options.onApplied(applied);
  }
  return all;
}

async function applyOne(api: Api, planned: Planned, { message, deletes }: ApplyOptions): Promise<Applied> {
  const { action, written, current } = planned;
  if (action === 'unchanged' || (action === 'delete' && !deletes)) return left(planned);
  try {
    const headers = current === undefined ? {} : { 'if-match': current.etag };
    if (written === undefined) {
      await api.send({ method: 'DELETE', path: workflowPath(current?.id ?? ''), headers });
      return { planned, outcome: 'deleted', findings: [], ...(current && { id: current.id }) };
    }
    const body = written.document;
    const query = { message };
    const { body: saved } = current
      ? await api.send({ method: 'PUT', path: workflowPath(current.id), query, body, headers })
      : await api.send({ method: 'POST', path: '/v1/workflows', query, body });
    return { planned, outcome: current ? 'changed' : 'created', findings: [], ...versionOf(saved) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const findings = written === undefined || error.problems.length === 0 ? [] : refusal(written, error);
    return { planned, outcome: 'failed', error: { code: error.code, message: words(error) }, findings };
  }
}

const left = (planned: Planned): Applied => ({
  planned,
  outcome: planned.action === 'delete' ? 'kept' : 'unchanged',
  findings: [],
  ...(planned.current && { id: planned.current.id, version: planned.current.version }),
});

const notTried = (planned: Planned): Applied =>
  planned.action === 'unchanged' ? left(planned) : { planned, outcome: 'not_tried', findings: [] };

function versionOf({ id, version }: JsonObject): Pick<Applied, 'id' | 'version'> {
  return { id: text(id), ...(typeof version === 'number' && { version }) };
}

function words({ code, message }: CommandError): string {
  if (code === 'precondition_failed')
    return 'Somebody changed it since it was compared, and that is kept. Run plan again.';
  if (code === 'name_taken') return 'Somebody made one of this name since it was compared. Run plan again.';
  if (code === 'unreachable') return `${message} It may or may not have been saved: run apply again.`;
  return message;
}
