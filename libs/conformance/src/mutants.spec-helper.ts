import { request } from 'node:http';
import { succeeded, type ActionOutcome, type Call } from '@hookswitch/connector-sdk';
import { closed, manifest, TOKEN, type Change, type Mistake } from './echo.spec-helper.js';

const twice: Mistake = (perform) => async (call) => {
  const first = await perform(call);
  return first.kind === 'succeeded' ? first : perform(call);
};
const changed =
  (change: (call: Call) => Partial<Call>): Mistake =>
  (perform) =>
  (call) =>
    perform({ ...call, ...change(call) });
const afterwards =
  (change: (outcome: ActionOutcome, call: Call) => ActionOutcome): Mistake =>
  (perform) =>
  async (call) =>
    change(await perform(call), call);
const tokenOf = ({ connection }: Call): string => connection?.secrets.token?.reveal() ?? '';
/** Past the guarded client. */
const direct: Mistake = () => (call) =>
  new Promise((resolve) => {
    request(call.connection?.settings.baseUrl as string, { method: 'POST' }, (response) => {
      response.resume();
      resolve(succeeded({ text: 'Hello' }));
    })
      .on('error', () => resolve(succeeded({ text: 'Hello' })))
      .end();
  });
function closedOnce(): Change {
  let isOpen = true;
  const close = () => {
    if (!isOpen) return Promise.reject(new Error('closed already'));
    isOpen = false;
    return Promise.resolve();
  };
  return { more: { close } };
}
/** Has had enough after a moment, and gives up. */
const hasty: Mistake = (perform) => async (call) => {
  const outcome = await perform({ ...call, signal: AbortSignal.any([call.signal, AbortSignal.timeout(100)]) });
  return outcome.kind === 'unknown' ? { kind: 'failed', error: outcome.error } : outcome;
};
const neverAborted = () => new AbortController().signal;

/** A mistake that somebody could make, and checks that must notice it. */
export const MUTANTS: readonly (readonly [mistake: string, change: () => Change, noticed: readonly string[]])[] = [
  [
    'logs its secret',
    () => ({
      mistake: changed((call) => {
        call.log.info('sends', { token: tokenOf(call) });
        return {};
      }),
    }),
    ['answers/success', 'safety/secrets'],
  ],
  [
    'logs what it authorizes itself with',
    () => ({
      mistake: changed((call) => {
        call.log.info(`sends Basic ${Buffer.from(`acme:${TOKEN}`).toString('base64')}`);
        return {};
      }),
    }),
    ['answers/success'],
  ],
  [
    'repeats what the target says in its errors',
    () => ({
      mistake: afterwards((outcome, call) =>
        outcome.kind === 'failed'
          ? { ...outcome, error: { ...outcome.error, message: `echo ${tokenOf(call)}` } }
          : outcome,
      ),
    }),
    ['safety/secrets', 'answers/redirect'],
  ],
  [
    'ignores the signal',
    () => ({ mistake: changed(() => ({ signal: neverAborted() })) }),
    ['time/time-out', 'time/drip', 'time/too-late'],
  ],
  ['tries again itself', () => ({ mistake: twice }), ['answers/throttled', 'answers/server-error']],
  [
    'waits for itself instead of handing a 429 on',
    () => ({
      mistake: afterwards((outcome) => (outcome.kind === 'retry' ? { kind: 'retry', error: outcome.error } : outcome)),
    }),
    ['answers/throttled'],
  ],
  [
    'takes a lost answer for a failure that may be repeated',
    () => ({
      mistake: afterwards((outcome) =>
        outcome.kind === 'unknown' ? { kind: 'retry', error: { ...outcome.error, class: 'retry' } } : outcome,
      ),
    }),
    ['lost/reset-before', 'lost/reset-after', 'lost/reset-in-body', 'time/time-out', 'answers/unreadable'],
  ],
  [
    'gives up when nobody listens',
    () => ({
      mistake: afterwards((outcome) => (outcome.kind === 'retry' ? { kind: 'failed', error: outcome.error } : outcome)),
    }),
    ['lost/nobody-listens', 'answers/server-error'],
  ],
  ['sends no idempotency key', () => ({ mistake: changed(() => ({ idempotencyKey: '' })) }), ['answers/success']],
  [
    'goes past the guarded client',
    () => ({ mistake: direct }),
    ['safety/guarded', 'lost/reset-after', 'answers/server-error'],
  ],
  ['has another output than it says', () => ({ manifest: { output: { type: 'string' } } }), ['answers/success']],
  [
    'takes everything',
    () => ({ manifest: { parameters: { type: 'object', properties: { text: {} } } } }),
    ['configuration/refused'],
  ],
  [
    'refuses what works',
    () => ({ manifest: { parameters: { ...manifest.parameters, required: ['text', 'colour'] } } }),
    ['configuration/accepted'],
  ],
  [
    'keeps a credential that no secret may stand for',
    () => ({ manifest: { secretParams: ['text'] } }),
    ['configuration/sealed'],
  ],
  ['cannot be closed twice', closedOnce, ['life/close-twice']],
  [
    'takes every connection for a good one',
    () => ({ more: { test: () => Promise.resolve({ ok: true, message: 'fine' }) } }),
    ['life/test-connection'],
  ],
  ['has a type that nobody can name', () => ({ announced: { type: 'Echo!' } }), ['configuration/manifest']],
  [
    'does not let a connection say what its account takes',
    () => ({ announced: { connection: { settings: closed({ baseUrl: {} }), secrets: [] } } }),
    ['configuration/rate'],
  ],
  ['does not wait for a slow target', () => ({ mistake: hasty }), ['answers/slow', 'host/close']],
  [
    'uses another key for each attempt',
    () => ({
      mistake: changed(({ attempt, idempotencyKey }) => ({ idempotencyKey: `${idempotencyKey}-${attempt}` })),
    }),
    ['host/crash-before', 'host/crash-after'],
  ],
  [
    'does everything twice',
    () => ({
      mistake: (perform) => async (call) => {
        await perform(call);
        return perform(call);
      },
    }),
    ['answers/success', 'host/duplicate'],
  ],
  [
    'calls it a success before anything has happened',
    () => ({
      mistake: (perform) => (call) => {
        void perform(call);
        return Promise.resolve(succeeded({ text: 'Hello' }));
      },
    }),
    ['host/time-out'],
  ],
];
