import type { EventType } from '../../catalogue/describe.js';
import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import { ACTION_FIELDS, checkAction } from './action.js';
import { checkConditionAt } from './condition.js';
import type { EarlierStep, Scope, WorkflowContext } from './context.js';
import { checkDuration, inWords, msOf } from './duration.js';
import { MAX_STEPS, RUN_RETENTION_MS, STEP_ID_PATTERN } from './limits.js';
import { at, type Report } from './problem.js';
import { checkObject, kindOf, own } from './shape.js';

const KINDS = ['action', 'condition', 'delay'] as const;

interface Start {
  readonly report: Report;
  readonly context: WorkflowContext;
  readonly triggers: readonly EventType[];
}

/** What a place before the first step can name: no step at all. */
export const scopeOf = ({ report, context, triggers }: Start, steps: Json | undefined): Scope => {
  const list: readonly Json[] = Array.isArray(steps) ? steps : [];
  const ids = list.flatMap((step) => (isJsonObject(step) ? (own(step, 'id') ?? []) : []));
  return {
    report,
    context,
    triggers,
    earlier: new Map(),
    stepIds: new Set(ids.filter((id) => typeof id === 'string')),
  };
};

export function checkSteps(start: Start, pointer: string, steps: Json | undefined): void {
  if (steps === undefined) return;
  const { report } = start;
  if (!Array.isArray(steps)) return report.error(pointer, 'wrong_type', `Steps are a list, not ${kindOf(steps)}.`);
  if (steps.length === 0) report.error(pointer, 'empty', 'A workflow needs at least one step.');
  if (steps.length > MAX_STEPS) report.error(pointer, 'too_many', `A workflow has at most ${MAX_STEPS} steps.`);
  const list = (steps as readonly Json[]).slice(0, MAX_STEPS);
  if (list.length > 0 && !list.some((step) => isJsonObject(step) && Object.hasOwn(step, 'action'))) {
    report.error(pointer, 'no_action', 'A workflow needs at least one action.');
  }
  const earlier = new Map<string, EarlierStep>();
  const scope = { ...scopeOf(start, steps), earlier };
  let waitedMs = 0;
  list.forEach((step, index) => {
    const place = at(pointer, index);
    if (!isJsonObject(step)) return report.error(place, 'wrong_type', `A step is an object, not ${kindOf(step)}.`);
    const described = checkStep(scope, place, step);
    waitedMs = checkWaiting(scope, place, step, waitedMs);
    const id = checkId(report, place, step, earlier);
    if (id !== undefined && described) earlier.set(id, described);
  });
}

function checkId(
  report: Report,
  pointer: string,
  step: JsonObject,
  earlier: ReadonlyMap<string, EarlierStep>,
): string | undefined {
  const id = own(step, 'id');
  if (id === undefined) return undefined;
  if (typeof id !== 'string' || !new RegExp(STEP_ID_PATTERN).test(id)) {
    const rule = 'a lower-case letter, then letters, digits, _ or -, at most 63 in all';
    report.error(at(pointer, 'id'), 'invalid_step_id', `A step id is ${rule}.`);
    return undefined;
  }
  if (earlier.has(id)) report.error(at(pointer, 'id'), 'duplicate_step_id', `Another step has the id "${id}" already.`);
  return id;
}

function checkStep(scope: Scope, pointer: string, step: JsonObject): EarlierStep | undefined {
  const kinds = KINDS.filter((kind) => Object.hasOwn(step, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    checkObject(scope.report, pointer, step, {
      required: ['id'],
      optional: [...KINDS, ...ACTION_FIELDS.required, ...ACTION_FIELDS.optional],
    });
    const found = kinds.length > 1 ? `not ${kinds.join(' and ')}` : 'and this one has none';
    scope.report.error(pointer, 'step_kind', `A step has exactly one of action, condition and delay, ${found}.`);
    return undefined;
  }
  if (kind === 'action') {
    const manifest = checkAction(scope, pointer, step);
    return { kind, ...(manifest && { manifest }) };
  }
  checkObject(scope.report, pointer, step, { required: ['id', kind] });
  const value = own(step, kind) ?? null;
  if (kind === 'condition') checkConditionAt(scope, at(pointer, kind), value);
  else
    checkDuration(scope.report, at(pointer, kind), value, {
      minMs: 1_000,
      maxMs: keptMs(scope),
      because: 'a run is kept no longer',
    });
  return { kind };
}

const keptMs = ({ context }: Scope): number => context.runRetentionMs ?? RUN_RETENTION_MS;

/** The longest that the run has waited in delays after this step: neither its retention nor an action's expiry may pass by then. */
function checkWaiting(scope: Scope, pointer: string, step: JsonObject, waitedMs: number): number {
  const { report } = scope;
  const longestMs = keptMs(scope);
  const waited = waitedMs + (msOf(own(step, 'delay')) ?? 0);
  if (waited > longestMs && waitedMs > 0 && waitedMs <= longestMs) {
    report.error(
      at(pointer, 'delay'),
      'delay_too_long',
      `The delays add up to more than the ${inWords(longestMs)} that a run is kept.`,
    );
  }
  const expiryMs = msOf(own(step, 'expiresAfter'));
  if (expiryMs !== undefined && waited > 0 && waited >= expiryMs) {
    const text = 'The delays before this action are as long as its expiresAfter, so it would always expire.';
    report.error(at(pointer, 'expiresAfter'), 'delay_exceeds_expiry', text);
  }
  return waited;
}
