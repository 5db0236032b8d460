import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stage } from './stage.mjs';

const VERSION = 'v3.19.5';
const works = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Path of a Helm 3: the one on the PATH, else one built from its Go module and kept; undefined after a sentence when neither can be had. */
export async function findHelm() {
  if (works('helm', 'version')) return 'helm';
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hookswitch-tools', `helm-${VERSION}`);
  const built = join(folder, 'helm');
  if (existsSync(built)) return built;
  if (!works('go', 'version')) {
    console.error('Helm is missing and so is Go to build it: install one of them, e.g. apt-get install -y golang.');
    return undefined;
  }
  mkdirSync(folder, { recursive: true });
  const env = { GOBIN: folder, GOFLAGS: '-modcacherw' };
  const done = await stage('helm (built once)', 'go', ['install', `helm.sh/helm/v3/cmd/helm@${VERSION}`], { env });
  return done ? built : undefined;
}
