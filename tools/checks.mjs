import { execFileSync } from 'node:child_process';
import { node, root } from './node-version.mjs';
import { stage } from './stage.mjs';

const bin = (name, ...args) => [node, [`node_modules/.bin/${name}`, ...args]];
// Nx builds the project graph that the boundary rule reads; a daemon would outlive the command.
const quietNx = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true' };

const rootCommit = () =>
  execFileSync('git', ['rev-list', '--max-parents=0', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim().split('\n')[0];

export const format = () => stage('format', ...bin('prettier', '--check', '--log-level', 'warn', '.'));
export const commits = () => stage('commit messages', ...bin('commitlint', '--from', rootCommit()));
export const types = () => stage('types', ...bin('tsc', '-b'));
export async function lint() {
  const graph = await stage('project graph', ...bin('nx', 'show', 'projects'), quietNx);
  return graph && stage('lint', ...bin('eslint', '.', '--max-warnings', '0'), quietNx);
}
export const canary = () => stage('lint canary', node, ['tools/canary.mjs'], quietNx);
/** The generators run from what was built. */
export const generate = async () => (await types()) && stage('generate', node, ['tools/generate.mjs']);
export const jest = (project, ...args) =>
  stage(`tests: ${project}`, node, [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/.bin/jest',
    '--selectProjects',
    project,
    ...args,
  ]);
