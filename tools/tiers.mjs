import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from './checks.mjs';
import { root } from './node-version.mjs';
import { startServices } from './services.mjs';

const reports = join(root, 'test-results');
const SIGNALS = ['SIGINT', 'SIGTERM'];
/** Integration specs wait more than they work; scenarios and killed services want the machine for themselves. */
const WORKERS = { unit: '2', int: '3', e2e: '1' };

/** Runs the tests of one tier and counts them; `args` go to Jest. */
export async function tier(name, { args = [], env = {} } = {}) {
  const report = join(reports, `${name}.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const succeeded = await jest(
    name,
    ['--json', `--outputFile=${report}`, `--maxWorkers=${WORKERS[name]}`, ...args],
    env,
  );
  return { succeeded, ...count(report, succeeded) };
}

/** Those that need a Kafka and a Postgres, one after the other. Started services stop at the end, and on Ctrl-C. */
export async function tiersWithServices(names, args = []) {
  let services;
  // A signal comes twice: to the process group, and once more from npm, which passes it on.
  let stopping;
  const interrupted = () => (stopping ??= Promise.resolve(services?.stop()).finally(() => process.exit(130)));
  for (const signal of SIGNALS) process.on(signal, interrupted);
  try {
    console.log('\n── services');
    services = await startServices();
    const counted = [];
    for (const name of names) counted.push({ name, ...(await tier(name, { args, env: services.env })) });
    return counted;
  } catch (error) {
    console.error(`── services FAILED: ${error.message}`);
    return names.map((name) => ({ name, succeeded: false, passed: 0, failed: 1 }));
  } finally {
    // Jest ends by the same signal.
    await stopping;
    await services?.stop();
    for (const signal of SIGNALS) process.off(signal, interrupted);
  }
}

/** A suite that could not even be loaded counts as one failed test, and so does a run that left no report: Jest counts neither. */
function count(report, succeeded) {
  if (!existsSync(report)) return { passed: 0, failed: succeeded ? 0 : 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}
