import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { retry, succeeded, type ActionOutcome, type Call } from '@hookswitch/connector-sdk';
import type { Json } from '@hookswitch/domain';
import type { JobMistake, Work } from './echo-job.spec-helper.js';

const afterPoll =
  (change: (outcome: ActionOutcome, call: Call) => ActionOutcome): JobMistake =>
  ({ resume }) => ({ resume: async (call, state) => change(await resume(call, state), call) });
const withState =
  (change: (state: Json) => Json): JobMistake =>
  ({ perform }) => ({
    async perform(call) {
      const outcome = await perform(call);
      return outcome.kind === 'pending' ? { ...outcome, state: change(outcome.state) } : outcome;
    },
  });
const PASSING = { code: 'passing', message: 'It may pass.', class: 'retry' } as const;
const goesOn = ({ kind }: ActionOutcome) => kind === 'retry' || kind === 'unknown';
/** Blocks until there is a result. */
const patient: JobMistake = ({ perform, resume }) => ({
  async perform(call) {
    let here = await perform(call);
    while (here.kind === 'pending') {
      await sleep(10);
      here = await resume(call, here.state);
    }
    return here;
  },
});
/** Only this process knows which job it was. */
function forgetful({ perform, resume }: Work): Partial<Work> {
  const states = new Map<string, Json>();
  const remember = (call: Call, outcome: ActionOutcome): ActionOutcome => {
    if (outcome.kind !== 'pending') return outcome;
    states.set(call.idempotencyKey, outcome.state);
    return { ...outcome, state: null };
  };
  return {
    perform: async (call) => remember(call, await perform(call)),
    async resume(call) {
      const state = states.get(call.idempotencyKey);
      return remember(call, await (state === undefined ? perform(call) : resume(call, state)));
    },
  };
}
/** Past the guarded client. */
const direct: JobMistake = () => ({
  resume: (call, state) =>
    new Promise((resolve) => {
      const { id } = state as { readonly id: string };
      request(`${call.connection?.settings.baseUrl as string}/jobs/${id}`, (response) => {
        response.resume();
        resolve(succeeded({ text: 'Hello' }));
      })
        .on('error', () => resolve(succeeded({ text: 'Hello' })))
        .end();
    }),
});

/** A mistake that somebody could make with jobs, and checks that must notice it. */
export const JOB_MUTANTS: readonly (readonly [mistake: string, change: JobMistake, noticed: readonly string[]])[] = [
  ['waits for its job itself', patient, ['answers/slow', 'job/submitted']],
  [
    'keeps in the state of its job what the ledger cannot',
    withState((state) => ({ ...(state as object), since: new Date() as unknown as Json })),
    ['job/submitted'],
  ],
  [
    'takes a poll that fails for the end of its job',
    afterPoll((outcome) => (goesOn(outcome) ? { kind: 'retry', error: PASSING, jobOver: true } : outcome)),
    ['job/poll-fails', 'job/poll-throttled', 'job/poll-time-out', 'job/crash', 'job/in-flight'],
  ],
  [
    'polls twice in a row',
    ({ resume }) => ({
      async resume(call, state) {
        const outcome = await resume(call, state);
        return goesOn(outcome) ? resume(call, state) : outcome;
      },
    }),
    ['job/poll-fails', 'job/poll-throttled'],
  ],
  [
    'submits anew when it is to go on',
    ({ perform }) => ({ resume: (call) => perform(call) }),
    ['answers/success', 'job/poll-fails', 'job/secrets'],
  ],
  [
    'asks again at once when it is told to wait',
    afterPoll((outcome) => (outcome.kind === 'retry' ? { kind: 'retry', error: outcome.error } : outcome)),
    ['job/poll-throttled'],
  ],
  [
    'asks on after its signal is aborted',
    ({ resume }) => ({ resume: (call, state) => resume({ ...call, signal: new AbortController().signal }, state) }),
    ['job/poll-time-out'],
  ],
  [
    'asks for ever after a job that nobody knows, or that failed',
    afterPoll((outcome) => (outcome.kind === 'failed' ? { kind: 'retry', error: PASSING } : outcome)),
    ['job/forgotten', 'job/failed'],
  ],
  [
    'ends a forgotten job without a word',
    afterPoll((outcome) =>
      outcome.kind === 'failed' ? { kind: 'failed', error: { ...outcome.error, message: '' } } : outcome,
    ),
    ['job/forgotten'],
  ],
  [
    'repeats what is said to a poll',
    afterPoll((outcome, call) => {
      call.log.warn(`the poll for ${call.connection?.secrets.token?.reveal() ?? ''} went wrong`);
      return outcome;
    }),
    ['answers/success', 'job/secrets'],
  ],
  ['asks past the guarded client', direct, ['job/guarded']],
  ['remembers its job in the process', forgetful, ['job/crash']],
  [
    'does not look for the job whose submission is in doubt',
    () => ({ reconcile: () => Promise.resolve(retry('not_submitted', 'There is no job.')) }),
    ['host/crash-after'],
  ],
];
