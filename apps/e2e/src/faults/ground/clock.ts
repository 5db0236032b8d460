import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The wall clock of the services that are started with `env`; their timers go on as they do. */
export interface Clock {
  readonly env: Readonly<Record<string, string>>;
  /** Seconds ahead of the machine's, or behind it; within a quarter of a second. */
  shift(seconds: number): void;
  close(): void;
}

/** The library changes what the whole process sees; the module, where there is none, what JavaScript sees, which is all of a service. */
export function makeClock(seconds: number, nodeOptions = ''): Clock {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-faults-clock-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const library = faketime();
  const clock = library === undefined ? byModule(folder, nodeOptions) : byLibrary(folder, library);
  clock.shift(seconds);
  return {
    ...clock,
    close() {
      process.off('exit', remove);
      remove();
    },
  };
}

/** Where Debian, Fedora and Alpine put it. */
function faketime(): string | undefined {
  const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
  return folders.map((folder) => join(folder, 'faketime', 'libfaketime.so.1')).find(existsSync);
}

const byLibrary = (folder: string, library: string): Omit<Clock, 'close'> => {
  const file = join(folder, 'shift');
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    shift: (seconds) => writeFileSync(file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s\n`),
  };
};

const byModule = (folder: string, nodeOptions: string): Omit<Clock, 'close'> => {
  const [file, module] = [join(folder, 'shift'), join(folder, 'shifted.mjs')];
  writeFileSync(module, shiftedDate(file));
  return {
    env: { NODE_OPTIONS: `${nodeOptions} --import=${pathToFileURL(module).href}`.trim() },
    shift: (seconds) => writeFileSync(file, String(seconds * 1_000)),
  };
};

const LOOK_MS = 200;

const shiftedDate = (file: string): string => `import { readFileSync } from 'node:fs';
const Real = Date;
let ms = 0;
const now = () => Real.now() + ms;
const look = () => {
  const text = readFileSync(${JSON.stringify(file)}, 'utf8');
  if (text !== '') ms = Number(text);
};
look();
setInterval(look, ${LOOK_MS}).unref();
globalThis.Date = new Proxy(Real, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
`;
