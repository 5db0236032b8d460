import { eventually } from '@hookswitch/testing';
import { expect, it } from '@jest/globals';
import { RunWatcher } from './run-watcher.js';

/** Runs whose marks the test decides on. */
function rig(limits: { readonly all?: number; readonly perTenant?: number } = {}) {
  const marks = new Map<string, string>([['run', 'first']]);
  const asked: (readonly string[])[] = [];
  const state = { fails: false };
  const watcher = new RunWatcher(
    (runs) => {
      asked.push(runs);
      return state.fails ? Promise.reject(new Error('gone')) : Promise.resolve(new Map(marks));
    },
    { everyMs: 1, all: 10, perTenant: 5, ...limits },
  );
  return { marks, asked, state, watcher };
}
const never = new AbortController().signal;

it('wakes at the first look, after every change, when the run is gone and when nobody can tell', async () => {
  const { marks, state, watcher } = rig();
  const watch = watcher.open('acme', 'run');
  await watch.changed(never);
  marks.set('run', 'second');
  await watch.changed(never);
  marks.delete('run');
  await watch.changed(never);
  state.fails = true;
  await watch.changed(never);
  watch.close();
  watcher.onModuleDestroy();
});

it('does not wake while nothing changes, and one look is for all', async () => {
  const { asked, watcher } = rig();
  const [one, two] = [watcher.open('acme', 'run'), watcher.open('other', 'run')];
  await Promise.all([one.changed(never), two.changed(never)]);
  let woken = false;
  const over = new AbortController();
  const waiting = one.changed(over.signal).then(() => (woken = true));
  const before = asked.length;
  await eventually('some more looks', () => Promise.resolve(asked.length > before + 3));
  expect(woken).toBe(false);
  expect(new Set(asked.map((runs) => runs.join()))).toEqual(new Set(['run']));
  over.abort();
  await waiting;
  watcher.onModuleDestroy();
});

it('remembers a change that came while its reader was busy, once', async () => {
  const { asked, marks, watcher } = rig();
  const watch = watcher.open('acme', 'run');
  await watch.changed(never);
  for (const mark of ['second', 'third']) {
    const before = asked.length;
    marks.set('run', mark);
    await eventually('two more looks', () => Promise.resolve(asked.length > before + 2));
  }
  await watch.changed(never);
  const over = new AbortController();
  const waiting = watch.changed(over.signal).then(() => 'woken');
  const before = asked.length;
  await eventually('some more looks', () => Promise.resolve(asked.length > before + 3));
  expect(await Promise.race([waiting, Promise.resolve('waits')])).toBe('waits');
  over.abort();
  await waiting;
  watcher.onModuleDestroy();
});

it('looks no more once nobody watches', async () => {
  const { asked, watcher } = rig();
  const watch = watcher.open('acme', 'run');
  await watch.changed(never);
  watch.close();
  await eventually('the last look', async () => {
    const before = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
    return asked.length === before;
  });
});

it.each([
  ['of a tenant', { perTenant: 2 }, 'acme', 'other'],
  ['in all', { all: 2 }, 'other', undefined],
])('has a limit %s, and a watch that is closed does not count', (_, limits, refused, allowed) => {
  const { watcher } = rig(limits);
  const first = watcher.open('acme', 'run');
  watcher.open('acme', 'run');
  expect(() => watcher.open(refused, 'run')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  if (allowed !== undefined) watcher.open(allowed, 'run');
  first.close();
  watcher.open(refused, 'run');
  watcher.onModuleDestroy();
});
