import { execFile, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { blocksOf, readPage, ROOT } from '../docs/pages.js';
import type { Client } from './clients.js';

export interface Said {
  readonly code: number;
  readonly output: string;
}

/** A person's environment: neither what npm tells its scripts nor what belongs to the run of the tests. */
const OWN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|JEST_|KAFKA_|HOOKSWITCH_)/i.test(name)),
);
const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
const folderOf = (language: string): string => join('examples', 'clients', language);

export const isThere = ({ check }: Client): boolean =>
  spawnSync('bash', ['-c', check], { env: { ...OWN, PATH }, stdio: 'ignore' }).status === 0;

/** Carries out the commands of the client's README that bear the mark, in its folder. */
export function carryOut(
  { language }: Client,
  mark: 'prepare' | 'run',
  env: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Said> {
  const blocks = blocksOf(readPage(join(folderOf(language), 'README.md'))).filter(({ marks }) => marks.includes(mark));
  if (blocks.length === 0) throw new Error(`the README of ${language} has no block marked "${mark}"`);
  const commands = blocks.map(({ text }) => text).join('\n');
  const cwd = join(ROOT, folderOf(language));
  return new Promise((resolve) => {
    const options = { cwd, env: { ...OWN, PATH, ...env }, timeout: timeoutMs, killSignal: 'SIGKILL' as const };
    execFile('bash', ['-euo', 'pipefail', '-c', commands], options, (error, stdout, stderr) => {
      const late = error?.killed === true ? `\nnot done after ${timeoutMs / 1_000} s` : '';
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}${late}` });
    });
  });
}
