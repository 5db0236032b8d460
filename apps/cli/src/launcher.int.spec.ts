import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

describe('the launcher', () => {
  let folder: string;
  let app: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'launcher-'));
    app = join(folder, 'apps/cli');
    cpSync(join(import.meta.dirname, '../bin'), join(app, 'bin'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const build = (code: string) => {
    mkdirSync(join(app, 'dist'));
    writeFileSync(join(app, 'package.json'), '{"type":"module"}');
    writeFileSync(join(app, 'dist/main.js'), code);
  };
  const launch = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(app, 'bin/hookswitch.mjs'), ...args], {
      encoding: 'utf8',
      env: {},
    });
    return { status, stdout, stderr };
  };

  it('runs what was built, with its arguments and exit code', () => {
    build('console.log(process.argv.slice(2).join("+")); process.exitCode = 1;');
    expect(launch('topics', 'ensure')).toEqual({ status: 1, stdout: 'topics+ensure\n', stderr: '' });
  });

  it('says what to do when nothing was built', () => {
    const { status, stderr } = launch('topics', 'ensure');
    expect([status, stderr]).toEqual([2, 'The command line is not built yet. Run "npm run build" first.\n']);
  });
});
