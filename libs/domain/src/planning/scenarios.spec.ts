import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { TelephonyEvent } from '../event.js';
import type { Json } from '../json.js';
import type { EndState, Result } from '../messages.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import { compileRecord } from '../workflow/compile-record.js';
import type { WorkflowDocument, WorkflowSpec } from '../workflow/document.js';
import { manifests } from '../workflow/testing/manifests.js';
import { advance } from './advance.js';
import { explain } from './explain.js';
import { plan } from './plan.js';
import type { Decision } from './types.js';
import { WorkflowSet } from './workflow-set.js';

/** One file of conformance/plans: an event, the workflows in force, what is decided, and how runs go on from results. */
interface Scenario {
  readonly description: string;
  readonly now: string;
  readonly event: Omit<TelephonyEvent, 'tenant'>;
  readonly deriveCallEvents?: boolean;
  readonly workflows: Readonly<Record<string, WorkflowSpec>>;
  /** Every field that is given must be so; lists have exactly these members. By workflow id. */
  readonly decisions: Readonly<Record<string, Expected>>;
  readonly results?: readonly ScenarioResult[];
}

interface ScenarioResult {
  readonly workflow: string;
  /** The awaited step. */
  readonly step: string;
  readonly status: EndState;
  readonly reason?: string;
  readonly redrives?: number;
  readonly output?: Json;
  readonly finishedAt: string;
  /** null: nothing follows. */
  readonly decision: Expected | null;
}

interface Expected {
  readonly status: string;
  readonly reason?: string;
  /** `id status` of each step. */
  readonly steps: readonly string[];
  readonly commands: readonly (object & { readonly awaited?: boolean })[];
}

const engines = testEngines();
const folder = new URL('../../conformance/plans/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

function recordOf(id: string, spec: WorkflowSpec) {
  const document: WorkflowDocument = { apiVersion: 'hookswitch.io/v1', kind: 'Workflow', metadata: { name: id }, spec };
  return compileRecord(document, { tenant: 'acme', id, version: 3, revision: 7, manifests });
}

function shown(decision: Decision | undefined) {
  if (!decision) return null;
  const { status, reason, steps, commands } = decision;
  return {
    status,
    ...(reason !== undefined && { reason }),
    steps: steps.map((step) => `${step.id} ${step.status}`),
    commands: commands.map(({ topic, key, command, continuation }) => ({
      topic,
      key,
      ...command,
      awaited: continuation !== undefined,
    })),
  };
}

const resultOf = (
  after: Decision,
  { step, status, reason, redrives = 0, output, finishedAt }: ScenarioResult,
): Result => ({
  command: after.commands.find(({ command }) => command.step === step)!.command.id,
  seq: 1,
  redrives,
  tenant: after.tenant,
  workflow: after.workflow,
  connector: 'http',
  event: after.event,
  run: after.run,
  step,
  status,
  attempt: 1,
  finishedAt,
  ...(reason !== undefined && { reason }),
  ...(output !== undefined && { output }),
});

function expectDecision(decision: Decision | undefined, expected: Expected | null | undefined) {
  const { reason, ...rest } = expected ?? {};
  const actual = shown(decision);
  if (!expected) {
    expect(actual).toBeNull();
    return;
  }
  expect(actual).toMatchObject(rest);
  expect(actual?.reason).toBe(reason);
}

describe.each(files)('%s', (file) => {
  const scenario = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Scenario;
  const { deriveCallEvents = true } = scenario;
  const event: TelephonyEvent = { tenant: 'acme', ...scenario.event };
  const now = Date.parse(scenario.now);
  const records = Object.entries(scenario.workflows).map(([id, spec]) => recordOf(id, spec));
  const workflows = new WorkflowSet(engines);
  workflows.putTenant({ tenant: 'acme', revision: 1, deriveCallEvents, suspended: false, eventTypes: [] });
  for (const record of records) expect(workflows.put(record)).toEqual({ ok: true, value: true });

  it(scenario.description, () => {
    const decisions = plan(event, workflows, now, engines);
    expect(decisions.map(({ workflow }) => workflow.id)).toEqual(Object.keys(scenario.decisions).sort());
    for (const decision of decisions) expectDecision(decision, scenario.decisions[decision.workflow.id]);

    const last = new Map(decisions.map((decision) => [decision.workflow.id, decision]));
    for (const result of scenario.results ?? []) {
      const before = last.get(result.workflow)!;
      const { continuation } = before.commands.find(({ command }) => command.step === result.step)!;
      const next = advance(resultOf(before, result), continuation!, Date.parse(result.finishedAt), engines);
      expectDecision(next, result.decision);
      if (next) expect(next.after).toBe(result.step);
      if (next?.commands.length) last.set(result.workflow, next);
    }
  });

  it('is explained as it is planned', () => {
    const explained = explain(event, records, now, engines, { deriveCallEvents });
    expect(explained.flatMap(({ decision }) => decision ?? [])).toEqual(plan(event, workflows, now, engines));
    for (const { outcome, decision, conditions } of explained) {
      expect(decision !== undefined).toBe(outcome === 'fired');
      if (outcome === 'conditions') expect(conditions.at(-1)?.trace.held).toBe(false);
    }
  });
});
