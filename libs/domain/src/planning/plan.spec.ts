import { describe, expect, it } from '@jest/globals';
import { commandId, runId } from '../ids.js';
import type { WorkflowRecord } from '../workflow/record.js';
import { MAX_PARAMS_BYTES } from '../template/text.js';
import { advance } from './advance.js';
import type { TelephonyEvent } from '../event.js';
import { MAX_CONTINUATION_BYTES } from './continuation.js';
import { explain } from './explain.js';
import { MAX_COMMANDS } from './fan-out.js';
import { callEnded, engines, NOW, planned, recordOf, tell } from './testing.spec-helper.js';

const lookUp = (more: object = {}) =>
  ({ id: 'crm', action: 'http', params: { endpoint: 'https://crm.example/', method: 'GET' }, ...more }) as const;

describe('a run', () => {
  it('has ids that follow from the event, the workflow and the step, whatever the version', () => {
    const record = recordOf('w1', { steps: [tell()] });
    const [first] = planned(callEnded({ a: 1 }), record);
    const [again] = planned(callEnded({ a: 2 }), { ...record, version: 9 });
    expect(first!.run).toBe(runId(callEnded(), 'w1', engines));
    expect(first!.commands[0]!.command.id).toBe(commandId(callEnded(), 'w1', 'tell', engines));
    expect(again!.commands[0]!.command.id).toBe(first!.commands[0]!.command.id);
    expect(again!.workflow.version).toBe(9);
  });

  it('says why a later condition stopped it', () => {
    const condition = {
      all: [
        { field: 'event.properties.a', operator: 'equals', value: 1 },
        { field: 'event.properties.b', operator: 'equals', value: 2 },
      ],
    } as const;
    const [decision] = planned(
      callEnded({ a: 1, b: 3 }),
      recordOf('w1', { steps: [tell(), { id: 'gate', condition }] }),
    );
    expect(decision!.steps[1]).toMatchObject({ id: 'gate', status: 'stopped', detail: expect.stringContaining('3') });
  });

  it('ends succeeded when it has nothing to do', () => {
    const [decision] = planned(callEnded(), recordOf('w1', { steps: [{ id: 'pause', delay: { seconds: 1 } }] }));
    expect(decision).toMatchObject({ status: 'succeeded', commands: [] });
  });
});

it('a replay for some workflows starts runs of those alone, and is explained so', () => {
  const records = ['w1', 'w2', 'w3'].map((id) => recordOf(id, { steps: [tell()] }));
  const ids = (event: TelephonyEvent) => planned(event, ...records).map(({ workflow }) => workflow.id);
  const replay = { ...callEnded(), replayof: 'e0' };
  expect(ids(replay)).toEqual(['w1', 'w2', 'w3']);
  const forSome = { ...replay, replayworkflows: 'w3,w1,gone' };
  expect(ids(forSome)).toEqual(['w1', 'w3']);
  const explained = explain(forSome, records, NOW, engines, { deriveCallEvents: true });
  expect(explained.map(({ outcome }) => outcome)).toEqual(['fired', 'trigger', 'fired']);
});

describe('a continuation', () => {
  const steps = [
    lookUp(),
    { id: 'crm2', action: 'http', params: { endpoint: 'https://crm.example/{{steps.crm.output.id}}', method: 'GET' } },
    {
      id: 'gate',
      condition: { field: 'event.properties.status', operator: 'changed_to', value: '{{event.properties.wanted}}' },
    },
    tell('tell', '{{event.properties.contacts[1].name}} {{steps.crm2.output.x}} {{event.properties.agent}}'),
  ] as const;
  const event = callEnded({
    status: 'b',
    previous: { status: 'a', other: 1 },
    wanted: 'b',
    contacts: [{ name: 'Eva', secret: 1 }, { name: 'Jan', secret: 2 }, { name: 'Ota' }],
    agent: { id: 1, name: 'Zoe' },
    noise: 'x',
  });

  it('holds the remaining steps, how to perform them, and only the values that they read', () => {
    const [decision] = planned(event, recordOf('w1', { steps }));
    const { continuation, command } = decision!.commands[0]!;
    expect(continuation).toMatchObject({
      v: 1,
      after: 'crm',
      command: command.id,
      run: command.run,
      onFailure: 'stop',
    });
    expect(continuation!.remaining.map(({ id }) => id)).toEqual(['crm2', 'gate', 'tell']);
    expect(Object.keys(continuation!.actions)).toEqual(['crm2', 'tell']);
    expect(continuation!.event.properties).toEqual({
      status: 'b',
      previous: { status: 'a' },
      wanted: 'b',
      contacts: [null, { name: 'Jan' }],
      agent: { id: 1, name: 'Zoe' },
    });
    expect(continuation!.steps).toEqual({});
    expect(continuation!.receivedAt).toBe('2026-11-24T10:00:00.000Z');
  });

  it('keeps everything where a step reads the whole event', () => {
    const whole = [lookUp(), tell('tell', '{{event | json}} {{steps.crm.status}}')];
    const [decision] = planned(event, recordOf('w1', { steps: whole }));
    expect(decision!.commands[0]!.continuation!.event.properties).toEqual(event.data);
  });

  it('shows later steps the event as it showed it to the first', () => {
    const text = '{{event | json}}';
    const record = recordOf('w1', { steps: [tell('one', text), lookUp(), tell('two', `${text}{{steps.crm.status}}`)] });
    const [decision] = planned({ ...event, hopcount: 1, replayof: 'e0' }, record);
    const [one, crm] = decision!.commands;
    const { command, continuation } = crm!;
    const { tenant, workflow, event: ref, run } = decision!;
    const result = { command: command.id, seq: 1, redrives: 0, tenant, workflow, connector: 'http', event: ref, run, step: 'crm', status: 'succeeded', attempt: 1, finishedAt: continuation!.receivedAt } as const; // prettier-ignore
    const after = advance(result, continuation!, NOW, engines);
    expect(after!.commands[0]!.command.params.text).toBe(`${one!.command.params.text as string}succeeded`);
  });

  it('that is too large refuses the action, which the run then ends with', () => {
    const large = callEnded({ large: 'x'.repeat(MAX_CONTINUATION_BYTES) });
    const record = recordOf('w1', {
      steps: [lookUp(), tell('tell', '{{event.properties.large}}{{steps.crm.status}}')],
    });
    const [decision] = planned(large, record);
    expect(decision!.steps.map(({ id, status }) => [id, status])).toEqual([
      ['crm', 'sent'],
      ['tell', 'skipped'],
    ]);
    expect(decision!.commands).toEqual([
      expect.objectContaining({
        command: expect.objectContaining({
          params: {},
          refused: expect.objectContaining({ code: 'continuation_too_large', class: 'permanent' }),
        }),
      }),
    ]);
    expect(decision!.commands[0]!.continuation).toBeUndefined();
  });
});

describe('a command', () => {
  it('brings the fields of the event that its connector asks for', () => {
    const record = recordOf('w1', { steps: [lookUp()] });
    const actions: WorkflowRecord['actions'] = {
      crm: { ...record.actions['crm']!, eventFields: ['recording_url', 'missing', 'toString'] },
    };
    const [decision] = planned(callEnded({ recording_url: 'https://x/1.mp3', other: 1 }), { ...record, actions });
    expect(decision!.commands[0]!.command.properties).toEqual({ recording_url: 'https://x/1.mp3' });
  });

  it('whose rendered params are too large is refused', () => {
    const data = { text: 'x'.repeat(MAX_PARAMS_BYTES / 2) };
    const params = {
      endpoint: 'https://crm.example/',
      method: 'POST',
      body: ['{{event.properties.text}}', '{{event.properties.text}}'],
    };
    const [decision] = planned(callEnded(data), recordOf('w1', { steps: [lookUp({ params })] }));
    expect(decision!.commands[0]!.command).toMatchObject({ params: {}, refused: { code: 'too_large' } });
  });
});

describe('one event', () => {
  it(`plans at most ${MAX_COMMANDS} commands; runs beyond end dead and say so`, () => {
    const ten = Array.from({ length: 10 }, (_, index) => tell(`s${index}`));
    const id = (index: number) => `w${String(index).padStart(3, '0')}`;
    const records = Array.from({ length: 101 }, (_, index) => recordOf(id(index), { steps: ten }));
    const decisions = planned(callEnded(), ...records);
    expect(decisions.flatMap(({ commands }) => commands)).toHaveLength(MAX_COMMANDS);
    expect(decisions.at(-1)).toMatchObject({ status: 'dead', reason: 'fan_out_limit', commands: [] });
    expect(decisions.at(-1)!.steps.every(({ status }) => status === 'skipped')).toBe(true);
  });
});
