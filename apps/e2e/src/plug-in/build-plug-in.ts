import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../harness/service-process.js';

const EXAMPLE = join(ROOT, 'examples', 'connector-echo');
const COMMAND_LINE = join(ROOT, 'apps', 'cli', 'bin', 'hookswitch.mjs');
/** What a stranger installs, and what that needs. */
export const PACKAGES = [
  'domain',
  'connector-sdk',
  'messaging',
  'persistence',
  'platform',
  'testing',
  'conformance',
] as const;
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const TIME_OUT_MS = 150_000;

export interface BuiltPlugIn {
  readonly main: string;
  /** Its `npm test`: settles with what that printed, rejects with it when a check failed. */
  readonly conformance: Promise<string>;
  /** The same of what `hookswitch new-connector` has just made. */
  readonly madeConformance: Promise<string>;
  remove(): Promise<void>;
}

/** The example connector outside this repository, from nothing but packed packages and the npm registry. */
export async function buildPlugIn(): Promise<BuiltPlugIn> {
  const ground = await mkdtemp(join(tmpdir(), 'hookswitch-plug-in-'));
  const remove = () => rm(ground, { recursive: true, force: true });
  try {
    const project = join(ground, 'connector-echo');
    await cp(EXAMPLE, project, { recursive: true, filter: (path) => !/[\\/](node_modules|dist)$/.test(path) });
    await npm(
      ROOT,
      'pack',
      ...QUIET,
      '--pack-destination',
      ground,
      ...PACKAGES.flatMap((name) => ['-w', `libs/${name}`]),
    );
    const packed = (await readdir(ground)).filter((name) => name.endsWith('.tgz')).map((name) => join(ground, name));
    await npm(project, 'install', ...QUIET, '--prefer-offline', '--no-save', ...packed);
    await npm(project, 'run', 'build');
    const conformance = npm(project, 'test');
    const madeConformance = conformance.then(() => testMade(join(ground, 'made'), join(project, 'node_modules')));
    // Whoever asks for them hears of a failure.
    for (const each of [conformance, madeConformance]) each.catch(() => undefined);
    return { main: join(project, 'dist', 'main.js'), conformance, madeConformance, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function testMade(folder: string, modules: string): Promise<string> {
  await run(process.execPath, [COMMAND_LINE, 'new-connector', 'acme-fax', '--dir', folder]);
  await symlink(modules, join(folder, 'node_modules'));
  return npm(folder, 'test');
}

const run = promisify(execFile);

/** With the Node of this process, whatever the machine's own is. */
export async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  // What the test runner tells its own Node is not meant for this one.
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  try {
    const { stdout } = await run('npm', args, { cwd, env: { ...inherited, PATH: path }, timeout: TIME_OUT_MS });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`npm ${args[0]} failed:\n${stdout.slice(-6_000)}\n${stderr.slice(-3_000)}`, { cause: error });
  }
}
