import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { refuseOldNode, root } from './node-version.mjs';

refuseOldNode();
const { ensureInstalled } = await import('./ensure.mjs');
const { canary, commits, format, jest, lint, types } = await import('./checks.mjs');
await ensureInstalled();

const failed = [];
for (const check of [format, commits, lint, canary, types]) {
  if (!(await check())) failed.push(check.name);
}

const report = join(root, 'test-results', 'unit.json');
rmSync(report, { force: true });
mkdirSync(join(root, 'test-results'), { recursive: true });
if (!(await jest('unit', '--json', `--outputFile=${report}`))) failed.push('unit');

if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
console.log(`tests: ${summary(report)}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** A suite that could not even be loaded counts as one failed test: Jest itself counts it as none. */
function summary(file) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  return `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`;
}
