import { spawn } from 'node:child_process';
import { root } from './node-version.mjs';

const STILL_MS = 20_000;

/**
 * Runs one command, says how long it took, and resolves to whether it succeeded. Its output is shown as it comes, or when it is `quiet` in one
 * piece at the end.
 */
export function stage(name, command, args, { env = {}, quiet = false } = {}) {
  const started = performance.now();
  if (!quiet) console.log(`\n── ${name}`);
  return new Promise((resolve) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env } });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
    const still = setInterval(() => console.log(`   ${name}: ${seconds(started)} so far`), STILL_MS);
    const end = (succeeded, note) => {
      clearInterval(still);
      process.stdout.write(Buffer.concat(said));
      console.log(`── ${name} ${succeeded ? 'done' : 'FAILED'} in ${seconds(started)}${note}`);
      resolve(succeeded);
    };
    child.on('error', (error) => end(false, `: ${error.message}`));
    child.on('close', (code, signal) => end(code === 0, signal ? ` (${signal})` : ''));
  });
}

const seconds = (since) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
