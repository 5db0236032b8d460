import { checkConditionShape } from '../condition/shape.js';
import type { Json } from '../json.js';
import { evaluatedOnEveryEvent, leadingConditions } from '../matching/every-event.js';
import { checkConditionAt } from './check/condition.js';
import type { WorkflowContext } from './check/context.js';
import { isTooDeep } from './check/depth.js';
import { MAX_DESCRIPTION_LENGTH, MAX_NESTING, MAX_WORKFLOW_BYTES, MAX_WORKFLOW_EXPRESSIONS } from './check/limits.js';
import { checkMetadata } from './check/metadata.js';
import { Report, type Problem } from './check/problem.js';
import { checkPublishes } from './check/publishes.js';
import { checkObject, checkText, kindOf, own } from './check/shape.js';
import { checkSteps, scopeOf } from './check/steps.js';
import { checkTrigger } from './check/trigger.js';
import { isCondition, type WorkflowDocument, type WorkflowSpec } from './document.js';

export interface WorkflowProblems {
  /** The document cannot be saved. */
  readonly errors: readonly Problem[];
  /** It can, but its author should look. */
  readonly warnings: readonly Problem[];
}

/**
 * Checks a workflow document as it is about to be saved; finds all problems at once and never throws. Inline secrets are expected
 * to be extracted before (extractInlineSecrets), and `context.secretExists` to know those that were.
 */
export function checkWorkflow(document: unknown, context: WorkflowContext): WorkflowProblems {
  const report = new Report();
  if (isTooDeep(document)) report.error('', 'too_deep', `A document nests at most ${MAX_NESTING} levels deep.`);
  else if (sizeOf(document) > MAX_WORKFLOW_BYTES) report.error('', 'too_large', 'A workflow has at most 256 KiB.');
  else checkDocument(report, document as Json, context);
  if (report.errors.length === 0) checkExpressions(report, (document as WorkflowDocument).spec);
  if (report.errors.length === 0) warnOfEveryEvent(report, (document as WorkflowDocument).spec);
  return { errors: report.errors, warnings: report.warnings };
}

function checkDocument(report: Report, value: Json, context: WorkflowContext): void {
  const document = checkObject(report, '', value, { required: ['apiVersion', 'kind', 'metadata', 'spec'] });
  if (!document) return;
  checkConstant(report, '/apiVersion', own(document, 'apiVersion'), 'hookswitch.io/v1');
  checkConstant(report, '/kind', own(document, 'kind'), 'Workflow');
  if (own(document, 'metadata') !== undefined) checkMetadata(report, '/metadata', own(document, 'metadata'));
  if (own(document, 'spec') !== undefined) checkSpec(report, own(document, 'spec'), context);
}

function checkConstant(report: Report, pointer: string, value: Json | undefined, expected: string): void {
  if (value === undefined || value === expected) return;
  report.error(pointer, 'invalid_choice', `This must be "${expected}".`);
}

function checkSpec(report: Report, value: Json | undefined, context: WorkflowContext): void {
  const spec = checkObject(report, '/spec', value, {
    required: ['enabled', 'trigger', 'steps'],
    optional: ['description', 'conditions', 'publishes'],
  });
  if (!spec) return;
  checkText(report, '/spec/description', own(spec, 'description'), MAX_DESCRIPTION_LENGTH);
  const enabled = own(spec, 'enabled');
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    report.error('/spec/enabled', 'wrong_type', `This must be true or false, not ${kindOf(enabled)}.`);
  }
  const trigger = own(spec, 'trigger');
  const triggers = trigger === undefined ? [] : checkTrigger(report, '/spec/trigger', trigger, context.eventTypes);
  const steps = own(spec, 'steps');
  const start = { report, context, triggers };
  const conditions = own(spec, 'conditions');
  if (conditions !== undefined) checkConditionAt(scopeOf(start, steps), '/spec/conditions', conditions);
  checkSteps(start, '/spec/steps', steps);
  const publishes = own(spec, 'publishes');
  const triggeredBy = triggers.map(({ name }) => name);
  if (publishes !== undefined) checkPublishes(report, '/spec/publishes', publishes, triggeredBy);
}

/** Each condition is within its own limit here. */
function checkExpressions(report: Report, { conditions, steps }: WorkflowSpec): void {
  const all = [conditions, ...steps.map((step) => (isCondition(step) ? step.condition : undefined))];
  const count = all.reduce((sum, each) => sum + expressionsIn(each as Json | undefined), 0);
  if (count <= MAX_WORKFLOW_EXPRESSIONS) return;
  const message = `A workflow has at most ${MAX_WORKFLOW_EXPRESSIONS} expressions in CEL, not ${count}.`;
  report.error('/spec/steps', 'too_many', message);
}

const expressionsIn = (condition: Json | undefined): number =>
  condition === undefined ? 0 : checkConditionShape(new Report(), '', condition).expressions.length;

/** Without any condition it is meant to run for every event. */
function warnOfEveryEvent(report: Report, spec: WorkflowSpec): void {
  if (leadingConditions(spec).length === 0 || !evaluatedOnEveryEvent(spec)) return;
  const events = spec.trigger.events.join(' and every ');
  const text = `This workflow is evaluated on every ${events}: none of its conditions can be looked up. One that compares a field of the event with fixed values (equals, in, contains, starts_with, between) makes it cheap.`;
  report.warning(spec.conditions ? '/spec/conditions' : '/spec/steps/0/condition', 'evaluated_on_every_event', text);
}

const sizeOf = (document: unknown): number => new TextEncoder().encode(JSON.stringify({ document })).length;
