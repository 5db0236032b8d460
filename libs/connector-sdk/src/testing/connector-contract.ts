import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { schemaValidator } from '../manifest/schema-validator.js';
import { COMMAND_ID } from './a-call.js';
import { Bench } from './bench.js';
import type { ContractTarget } from './contract-target.js';

/**
 * What every connector keeps, whatever its provider: call it in the connector's `.int.spec.ts`. It knows the connector alone; what the host
 * adds (ledger, limits, redaction) has suites of its own.
 */
export function connectorContract(target: ContractTarget): void {
  const { manifest } = target.connector;
  describe(`connector ${manifest.type} keeps the contract:`, () => {
    configuration(target);
    answers(target);
    lostRequests(target);
    life(target);
  });
}

function configuration({ connector: { manifest }, ...target }: ContractTarget): void {
  const example = 'http://127.0.0.1:8090';
  const params = schemaValidator(manifest.parameters);
  const settings = schemaValidator(manifest.connection?.settings ?? {});

  it('its manifest takes the params and settings of the provider', () => {
    expect(params(target.params(example))).toEqual([]);
    if (target.connection) expect(settings(target.connection(example).settings)).toEqual([]);
  });

  if (manifest.partitionKey[0]?.from === 'connection') {
    it('its manifest lets a connection say what its account may take', () => {
      const given = target.connection?.(example).settings;
      expect(settings({ ...given, ratePerMinute: 600, rateBurst: 20 })).toEqual([]);
      expect(settings({ ...given, ratePerMinute: 0 })).not.toEqual([]);
    });
  }

  it.each(Object.entries(target.wrongParams))('its manifest refuses params with %s', (_, wrong) => {
    const [name = ''] = Object.keys(wrong);
    const merged = Object.entries({ ...target.params(example), ...wrong }).filter(([, value]) => value !== undefined);
    expect(params(Object.fromEntries(merged)).map(({ pointer }) => pointer.split('/')[1] ?? '')).toContain(name);
  });

  for (const [what, wrong] of Object.entries(target.wrongSettings ?? {})) {
    it(`its manifest refuses settings with ${what}`, () => {
      expect(settings({ ...target.connection?.(example).settings, ...wrong })).not.toEqual([]);
    });
  }

  it('seals every parameter that holds a credential, and lets secrets stand there', () => {
    for (const secret of manifest.secretParams) expect(manifest.secretsAllowedIn).toContain(secret);
  });
}

/** A server for each test. */
function useBench(target: ContractTarget): () => Bench {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.start(target);
  });
  afterEach(() => bench.stop());
  return () => bench;
}

function answers(target: ContractTarget): void {
  const bench = useBench(target);
  const { manifest } = target.connector;

  it('it performs with one request that carries the idempotency key', async () => {
    const outcome = await bench().perform();
    expect(outcome).toMatchObject({ kind: 'succeeded' });
    expect(schemaValidator(manifest.output)((outcome as { output: unknown }).output)).toEqual([]);
    expect(bench().server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([COMMAND_ID]);
  });

  it('it waits for a slow answer', async () => {
    expect(await bench().perform({ ...target.accepted, delayMs: 300 })).toMatchObject({ kind: 'succeeded' });
  });

  it('it hands a 429 on with the time that the provider asks for', async () => {
    const outcome = await bench().perform(
      target.throttled ?? { status: 429, headers: { 'retry-after': '7' }, body: {} },
    );
    expect(outcome).toMatchObject({ kind: 'retry', throttled: true, error: { class: 'retry-after' } });
    expect((outcome as { afterMs: number }).afterMs).toBeGreaterThan(5_000);
    expect((outcome as { afterMs: number }).afterMs).toBeLessThanOrEqual(7_000);
    expect(bench().server.requests).toHaveLength(1);
  });

  it('it says what a 500 means', async () => {
    expect(await bench().perform({ status: 500, body: 'oops' })).toMatchObject({ kind: target.serverError });
    expect(bench().server.requests).toHaveLength(1);
  });

  it('it says what an answer means that it cannot read', async () => {
    const page = { headers: { 'content-type': 'text/html' }, body: '<html>maintenance</html>' };
    expect(await bench().perform(page)).toMatchObject({ kind: target.unreadable });
  });

  it('it follows no redirect', async () => {
    const outcome = await bench().perform({ status: 307, headers: { location: `${bench().server.origin}/elsewhere` } });
    expect(outcome).toMatchObject({ kind: 'failed', error: { class: 'permanent' } });
    expect(bench().server.requests).toHaveLength(1);
  });
}

function lostRequests(target: ContractTarget): void {
  const bench = useBench(target);
  const { lostAnswer = 'unknown' } = target;

  it.each(['reset_before', 'reset_after'] as const)(
    `a request that got no answer after %s is of the class ${lostAnswer}`,
    async (fault) => {
      expect(await bench().perform({ fault })).toMatchObject({ kind: lostAnswer, error: { class: lostAnswer } });
    },
  );

  it('it treats an answer that breaks off as a whole one, or as a lost one', async () => {
    const { kind } = await bench().perform({ ...target.accepted, fault: 'reset_in_body' });
    expect(['succeeded', lostAnswer]).toContain(kind);
  });

  it('it knows that nothing happened when nobody listens', async () => {
    await bench().server.close();
    expect(await bench().perform()).toMatchObject({
      kind: 'retry',
      error: { code: 'destination_unreachable', class: 'retry' },
    });
  });

  it.each(['hang', 'drip'] as const)(
    'it ends when the host aborts a call whose target answers with %s',
    async (fault) => {
      const abort = new AbortController();
      const outcome = bench().perform({ fault }, abort.signal);
      await eventually('the request arrives', () => bench().server.requests.length > 0);
      abort.abort();
      expect(await outcome).toMatchObject({ kind: lostAnswer });
    },
  );

  it('it sends nothing for a call that is aborted already', async () => {
    expect(await bench().perform(undefined, AbortSignal.abort())).toMatchObject({ kind: 'retry' });
    expect(bench().server.requests).toEqual([]);
  });

  it('it reaches targets through the guarded client alone', async () => {
    const guarded = await Bench.start(target, { guarded: true });
    expect(await guarded.perform()).toMatchObject({ kind: 'failed', error: { class: 'permanent' } });
    expect(guarded.server.connections).toBe(0);
    await guarded.stop();
  });
}

function life(target: ContractTarget): void {
  const bench = useBench(target);

  it('it keeps the secrets of an echoing provider out of its log and errors', async () => {
    const echo = ({ headers, body }: { headers: object; body: string }) => ({ status: 400, body: { headers, body } });
    expect(await bench().perform(echo)).toMatchObject({ kind: 'failed' });
  });

  if (target.connector.test) {
    it('it tests a connection', async () => {
      expect(await bench().test(target.acceptedTest ?? target.accepted)).toMatchObject({ ok: true });
      expect(await bench().test({ status: 500, body: 'oops' })).toMatchObject({
        ok: false,
        error: { message: expect.any(String) },
      });
      expect(await bench().test({ fault: 'hang' }, AbortSignal.timeout(300))).toMatchObject({ ok: false });
    });
  }

  it('it can be closed twice', async () => {
    await target.connector.close?.();
    await target.connector.close?.();
  });
}
