import { request } from 'node:http';
import { afterAll, describe, expect, it } from '@jest/globals';
import { succeeded, type ActionOutcome, type Call } from '@hookswitch/connector-sdk';
import { conformance } from './conformance.js';
import { echo, manifest, type Change, type Mistake } from './echo.spec-helper.js';
import { CHECKS, Suite } from './suite.js';

conformance(echo(), { describe, it, afterAll });

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
const neverAborted = () => new AbortController().signal;

/** A mistake that somebody could make, and checks that must notice it. */
const MUTANTS: readonly (readonly [mistake: string, change: () => Change, noticed: readonly string[]])[] = [
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
    ['lost/reset-before', 'lost/reset-after', 'time/time-out', 'answers/unreadable'],
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
];

async function failuresOf(change: Change, ids: readonly string[]): Promise<readonly string[]> {
  const suite = new Suite(echo(change));
  for (const check of CHECKS.filter(({ id }) => ids.includes(id))) await suite.run(check).catch(() => undefined);
  await suite.close();
  return suite.results().flatMap(({ id, result }) => (result === 'failed' ? [id] : []));
}

describe('the suite notices a connector that', () => {
  it.each(MUTANTS)('%s', async (_, change, noticed) => {
    expect(await failuresOf(change(), noticed)).toEqual(
      CHECKS.map(({ id }) => id).filter((id) => noticed.includes(id)),
    );
  });

  it('uses another key for each attempt', async () => {
    const mistake = changed(({ attempt, idempotencyKey }) => ({ idempotencyKey: `${idempotencyKey}-${attempt}` }));
    const ids = ['host/crash-before', 'host/crash-after'];
    expect(await failuresOf({ mistake }, ids)).toEqual(ids);
  });

  it('does everything twice', async () => {
    const mistake: Mistake = (perform) => async (call) => {
      await perform(call);
      return perform(call);
    };
    expect(await failuresOf({ mistake }, ['answers/success', 'host/duplicate'])).toEqual([
      'answers/success',
      'host/duplicate',
    ]);
  });

  it('calls it a success before anything has happened', async () => {
    const mistake: Mistake = (perform) => (call) => {
      void perform(call);
      return Promise.resolve(succeeded({ text: 'Hello' }));
    };
    expect(await failuresOf({ mistake }, ['host/time-out'])).toEqual(['host/time-out']);
  });
});
