import { expect, it } from '@jest/globals';
import { checkWorkflow } from './check-workflow.js';
import { tenant } from './testing/manifests.js';

const context = { ...tenant, validateParams: () => [] };
const workflow = (steps: readonly object[], events = ['call.ended']) => ({
  ...{ apiVersion: 'hookswitch.io/v1', kind: 'Workflow', metadata: { name: 'w' } },
  spec: { enabled: true, trigger: { events }, steps },
});

it('says which settings of the connection an option is not available for', () => {
  const params = { language: 'de-DE', use_enhanced: true, model: 'phone_call' };
  const step = { id: 'stt', action: 'stt', connection: 'speech', params };
  const { errors } = checkWorkflow(workflow([step], ['recording.uploaded']), context);
  expect(errors.map(({ message }) => message)).toEqual([
    `"phone_call" is not available where language is "de-DE", the connection's provider is "google": "default".`,
  ]);
});

it('takes thirty expressions in all conditions together, and not one more', () => {
  const any = Array.from({ length: 10 }, () => ({ cel: 'event.id == "x"' }));
  const gates = ['a', 'b', 'c'].map((id) => ({ id, condition: { any } }));
  const note = { id: 'note', action: 'http', params: { endpoint: 'https://a.example.com', method: 'GET' } };
  const errors = (steps: readonly object[]) => checkWorkflow(workflow([...steps, note]), context).errors;
  expect(errors(gates)).toEqual([]);
  const problem = { pointer: '/spec/steps', code: 'too_many' };
  expect(errors([...gates, { id: 'd', condition: { not: any[0] } }])).toMatchObject([problem]);
});
