import type { Stack } from '../../harness/stack.js';
import { crmStep, document, slackStep, smsStep, sttStep } from '../../harness/workflows.js';
import type { Expectation, Model } from '../history/history.js';

/** What is sent, and how often compared with the others. Text messages and transcripts are few: their providers allow few. */
export const EVENT_TYPES = [
  ['call.started', 40],
  ['call.ended', 40],
  ['call.hand_raised', 8],
  ['recording.uploaded', 6],
] as const;
export type LoadType = (typeof EVENT_TYPES)[number][0];

const CRM_THEN_SLACK: Expectation = {
  workflow: 'crm-then-slack',
  steps: [{ id: 'crm', ordered: true }, { id: 'tell' }],
};
const NOTE: Expectation = { workflow: 'note', steps: [{ id: 'note', ordered: true }] };

/** Event type → what must come of it. */
const EXPECTED: Readonly<Record<string, readonly Expectation[]>> = {
  'call.started': [NOTE],
  'call.ended': [NOTE, CRM_THEN_SLACK],
  'call.hand_raised': [{ workflow: 'text', steps: [{ id: 'text', ordered: true, mayStayUnknown: true }] }],
  'recording.uploaded': [{ workflow: 'transcribe', steps: [{ id: 'hear', ordered: true }] }],
  'transcription.created': [{ workflow: 'file-transcript', steps: [{ id: 'file' }] }],
};

export const MIXED: Model = {
  expected: ({ type }) => EXPECTED[type] ?? [],
  publishing: { workflow: 'transcribe', step: 'hear', type: 'transcription.created' },
};

/** Attempts short and repetitions quick, so that what a kill has cut off is settled within seconds. */
const BRISK = {
  timeout: { seconds: 2 },
  retry: { initialInterval: 500, factor: 1.5, maxInterval: 2_000 },
};

export function mixedWorkflows(stack: Stack) {
  const values = { name: '{{workflow.name}} {{event.id}}', call: '{{event.subject}}' };
  return [
    document('note', ['call.started', 'call.ended'], [crmStep(stack, 'note', values, BRISK)]),
    document(
      'crm-then-slack',
      ['call.ended'],
      [
        crmStep(stack, 'crm', values, BRISK),
        // A channel per call: Slack takes one message a second of each.
        slackStep('tell', '#{{event.subject}}', '{{event.id}} is {{steps.crm.output.body.id}}', BRISK),
      ],
    ),
    document('text', ['call.hand_raised'], [smsStep('text', '{{event.id}}', BRISK)]),
    document('transcribe', ['recording.uploaded'], [sttStep('hear')]),
    document('file-transcript', ['transcription.created'], [crmStep(stack, 'file', values, BRISK)]),
  ];
}

/** Slow enough that kills meet requests under way, and faulty now and then. */
export const FAULTS = {
  crm: [{ status: 503, probability: 0.03 }, { delayMs: 250 }],
  slack: [{ delayMs: 250 }],
  cloudtalk: [{ delayMs: 400 }],
} as const;
