import { expect, it } from '@jest/globals';
import type { Json } from '../../json.js';
import { Report } from './problem.js';
import { checkPublishes } from './publishes.js';

const DEAD = 'workflow.action_dead';
const check = (value: Json, triggers: readonly string[] = ['call.ended']) => {
  const report = new Report();
  checkPublishes(report, '/spec/publishes', value, triggers);
  const found = (problems: readonly { code: string; pointer: string }[]) =>
    problems.map(({ code, pointer }) => `${code} ${pointer}`);
  return { errors: found(report.errors), warnings: found(report.warnings) };
};

it('takes the ends of actions, in a list that says something', () => {
  expect(check(['workflow.action_succeeded', DEAD])).toEqual({ errors: [], warnings: [] });
  expect(check([]).errors).toEqual(['empty /spec/publishes']);
  expect(check(DEAD).errors).toEqual(['wrong_type /spec/publishes']);
});

it('warns of a workflow that starts itself', () => {
  expect(check([DEAD], [DEAD])).toEqual({ errors: [], warnings: ['triggers_itself /spec/publishes/0'] });
  expect(check([DEAD], ['workflow.action_succeeded']).warnings).toEqual([]);
});
