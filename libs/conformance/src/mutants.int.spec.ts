import { afterAll, describe, expect, it } from '@jest/globals';
import { conformance } from './conformance.js';
import { echoJob } from './echo-job.spec-helper.js';
import { echo } from './echo.spec-helper.js';
import type { HostMistake } from './host-bed.js';
import { HOST_MUTANTS } from './host-mutants.spec-helper.js';
import { JOB_MUTANTS } from './job-mutants.spec-helper.js';
import { MUTANTS } from './mutants.spec-helper.js';
import { CHECKS, Suite } from './suite.js';
import type { ConformanceTarget } from './target.js';

conformance(echo(), { describe, it, afterAll });
conformance(echoJob(), { describe, it, afterAll });

async function expectNoticed(target: ConformanceTarget, ids: readonly string[], mistake?: HostMistake): Promise<void> {
  const suite = new Suite(target, mistake);
  const checks = CHECKS.filter(({ id }) => ids.includes(id));
  for (const check of checks) await suite.run(check).catch(() => undefined);
  await suite.close();
  const failed = suite.results().flatMap(({ id, result }) => (result === 'failed' ? [id] : []));
  expect(failed).toEqual(checks.map(({ id }) => id));
}

describe('the suite notices a connector that', () => {
  it.each(MUTANTS)('%s', (_, change, noticed) => expectNoticed(echo(change()), noticed));
});

describe('the suite notices a connector with jobs that', () => {
  it.each(JOB_MUTANTS)('%s', (_, change, noticed) => expectNoticed(echoJob(change), noticed));
});

describe('the suite notices a host that', () => {
  it.each(HOST_MUTANTS)('%s', (_, change, noticed) => expectNoticed(echoJob(), noticed, change));
});

it('every check has been seen to fail', () => {
  const noticed = new Set([...MUTANTS, ...JOB_MUTANTS, ...HOST_MUTANTS].flatMap(([, , ids]) => ids));
  expect(CHECKS.map(({ id }) => id).filter((id) => !noticed.has(id))).toEqual([]);
});
