import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { node, root } from './node-version.mjs';
import { stage } from './stage.mjs';

/** Says how a check ended that did not even begin. */
function say(text, succeeded) {
  console.log(`── ${text}`);
  return succeeded;
}

const bin = (name, ...args) => [node, [`node_modules/.bin/${name}`, ...args]];
// Nx builds the project graph that the boundary rule reads; a daemon would outlive the command.
const quietNx = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true' };

/** Throws git's own sentence: it may refuse a clone that belongs to somebody else. */
const rootCommit = () =>
  execFileSync('git', ['rev-list', '--max-parents=0', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' })
    .trim()
    .split('\n')[0];

/** With `quiet` a check shows its output in one piece when it is done, for those that run beside another. */
export const format = (quiet) => stage('format', ...bin('prettier', '--check', '--log-level', 'warn', '.'), { quiet });
export async function commits(quiet) {
  if (!existsSync(join(root, '.git'))) return say('commit messages: this is no clone, so there are none', true);
  try {
    return await stage('commit messages', ...bin('commitlint', '--from', rootCommit()), { quiet });
  } catch (error) {
    return say(`commit messages FAILED: ${(error.stderr ?? error.message).trim()}`, false);
  }
}
export const types = () => stage('types', ...bin('tsc', '-b'));
export async function lint(quiet) {
  const graph = await stage('project graph', ...bin('nx', 'show', 'projects'), { env: quietNx, quiet: true });
  return graph && stage('lint', ...bin('eslint', '.', '--max-warnings', '0'), { env: quietNx, quiet });
}
export const canary = (quiet) => stage('lint canary', node, ['tools/canary.mjs'], { env: quietNx, quiet });
export const chart = (quiet) => stage('chart', node, ['tools/chart.mjs'], { quiet });
/** The generators run from what was built. */
export const generate = async () => (await types()) && stage('generate', node, ['tools/generate.mjs']);
/** The project comes last: Jest takes every word after it for one more project. */
export const jest = (project, args = [], env = {}) =>
  stage(
    `tests: ${project}`,
    node,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/.bin/jest',
      ...args,
      '--selectProjects',
      project,
    ],
    { env },
  );
