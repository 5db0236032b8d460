#!/usr/bin/env node
// Runs under whatever Node npx finds, and hands over to the project's own: plain JavaScript, no imports beyond Node's.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const app = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(app, 'dist', 'main.js');
const own = join(app, '..', '..', 'node_modules', '.bin', 'node');
const isRight = process.versions.node.startsWith('24.');

if (!existsSync(main)) refuse('The command line is not built yet. Run "npm run build" first.');
if (isRight) await import(main);
else if (existsSync(own)) handOver();
else
  refuse(`hookswitch needs Node 24; this is ${process.versions.node}, and the project's own is missing. Run "npm ci".`);

function handOver() {
  const { status, error } = spawnSync(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (error) refuse(`The project's own Node cannot be run (${error.code}). Run "npm ci".`);
  process.exitCode = status ?? 1;
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}
