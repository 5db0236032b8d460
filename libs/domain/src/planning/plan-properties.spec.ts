import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../json.js';
import { advance } from './advance.js';
import { explain } from './explain.js';
import { plan } from './plan.js';
import type { Continuation, Decision } from './types.js';
import { callEnded, engines, NOW, recordOf, setOf } from './testing.spec-helper.js';

const NAMES = ['a', 'b', 'previous', '__proto__', 'constructor', 'direction', 'talking_time'];
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonObject>;
const data = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), json), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries) as JsonObject);
const path = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...NAMES.map((name) => `event.properties.${name}`), 'now', 'run.id') },
  { weight: 1, arbitrary: fc.constant('steps.s0.output.x') },
);
const condition = fc.oneof(
  fc.record({ field: path, operator: fc.constantFrom('equals', 'contains', 'not_equals'), value: json }),
  fc.record({ field: path, operator: fc.constantFrom('is_set', 'is_not_set', 'is_true', 'is_empty') }),
);
const step = fc.oneof(
  fc.record({ condition }),
  fc.record({ delay: fc.record({ minutes: fc.nat(60) }) }),
  fc.record({
    action: fc.constantFrom('slack', 'http'),
    onFailure: fc.constantFrom('stop', 'continue'),
    params: fc.tuple(path, path).map(([one, two]) => ({
      endpoint: `https://x.example/{{${one}}}`,
      method: 'POST',
      channel: `{{${two}}}`,
      text: `{{${one}}}`,
    })),
  }),
);
/** Workflows with step ids s0, s1 …; what does not compile is the checker's business and left out. */
const workflow = fc
  .array(step, { minLength: 1, maxLength: 6 })
  .map((steps) => steps.map((each, index) => ({ ...each, id: `s${index}` })));

it('planning is deterministic, agrees with explaining, gives unique ids and never throws', () => {
  fc.assert(
    fc.property(fc.array(workflow, { minLength: 1, maxLength: 3 }), data, (workflows, properties) => {
      const event = callEnded(properties);
      const records = workflows
        .map((steps, index) => recordOf(`w${index}`, { steps }))
        .filter(
          (record) => explain(event, [record], NOW, engines, { deriveCallEvents: true })[0]!.outcome !== 'invalid',
        );
      const decisions = plan(event, setOf(...records), NOW, engines);
      expect(plan(event, setOf(...records), NOW, engines)).toEqual(decisions);
      const explained = explain(event, records, NOW, engines, { deriveCallEvents: true });
      expect(explained.flatMap(({ decision }) => decision ?? [])).toEqual(decisions);
      const ids = decisions.flatMap(({ run, commands }) => [run, ...commands.map(({ command }) => command.id)]);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 300 },
  );
});

it('a run that waited goes on as if the values had been there all along', () => {
  let waited = 0;
  fc.assert(
    fc.property(workflow, data, json, (steps, properties, output) => {
      const event = callEnded(properties);
      const record = recordOf('w', { steps });
      if (explain(event, [record], NOW, engines, { deriveCallEvents: true })[0]!.outcome === 'invalid') return;
      const [first] = plan(event, setOf(record), NOW, engines);
      const awaited = first?.commands.find(({ continuation }) => continuation);
      if (!first || !awaited) return;
      waited += 1;
      const { command, continuation } = awaited;
      const { tenant, workflow: ref, event: about, run } = first;
      const base = { tenant, workflow: ref, connector: 'x', event: about, run, seq: 1, redrives: 0, attempt: 1 };
      const finishedAt = '2026-11-24T10:00:00.000Z';
      const result = {
        ...base,
        command: command.id,
        step: command.step,
        status: 'succeeded',
        output,
        finishedAt,
      } as const;
      const travelled = JSON.parse(JSON.stringify(continuation)) as Continuation;
      const pruned = advance(result, travelled, NOW, engines);
      const whole = advance(result, { ...continuation!, event: { ...about, properties } }, NOW, engines);
      const bare = (decision: Decision | undefined) => ({
        ...decision,
        commands: decision?.commands.map(({ continuation: _, ...rest }) => rest),
      });
      expect(bare(pruned)).toEqual(bare(whole));
    }),
    { numRuns: 600 },
  );
  expect(waited).toBeGreaterThan(30);
});
