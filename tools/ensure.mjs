import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { continueOnOwnNode, root } from './node-version.mjs';
import { stage } from './stage.mjs';

/** Installs the packages unless node_modules was made from this very package-lock.json, and goes on under the Node that is among them. */
export async function ensureInstalled() {
  const stamp = join(root, 'node_modules', '.hookswitch-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    const done = await stage('install', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    if (!done) process.exit(1);
    writeFileSync(stamp, wanted);
  }
  await continueOnOwnNode();
}
