import { spawn } from 'node:child_process';
import { root } from './node-version.mjs';

/** Runs one command with its output shown, says how long it took, and resolves to whether it succeeded. */
export function stage(name, command, args, env = {}) {
  const started = performance.now();
  console.log(`\n── ${name}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    const still = setInterval(() => console.log(`   ${name}: ${seconds(started)} so far`), 20_000);
    const end = (succeeded, note) => {
      clearInterval(still);
      console.log(`── ${name} ${succeeded ? 'done' : 'FAILED'} in ${seconds(started)}${note}`);
      resolve(succeeded);
    };
    child.on('error', (error) => end(false, `: ${error.message}`));
    child.on('close', (code, signal) => end(code === 0, signal ? ` (${signal})` : ''));
  });
}

const seconds = (since) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
