import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import { publishStream, type PublishStreamCall } from './publish-stream.js';

/** A producer whose reading of answers the test decides on. */
function rig() {
  const taken: (string | undefined)[][] = [];
  const written: unknown[] = [];
  const stop = new AbortController();
  const state = { isRead: true };
  const call = Object.assign(new EventEmitter(), {
    pause: () => undefined,
    resume: () => undefined,
    write: (message: unknown) => {
      written.push(message);
      return state.isRead;
    },
  });
  const done = publishStream(
    call as unknown as PublishStreamCall,
    (events) => {
      taken.push(events.map((event) => event?.id));
      return Promise.resolve(events.map(() => ({ status: 'accepted' as const })));
    },
    stop.signal,
  );
  const send = (id: string) => call.emit('data', { event: { id } });
  return { call, done, send, stop, state, taken, written };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('takes nothing more from a producer that does not read the answers, until it does', async () => {
  const { call, done, send, state, taken, written } = rig();
  state.isRead = false;
  send('a');
  await settled();
  send('b');
  send('c');
  await settled();
  expect(taken).toEqual([['a']]);
  state.isRead = true;
  call.emit('drain');
  call.emit('end');
  await done;
  expect(taken).toEqual([['a'], ['b', 'c']]);
  expect(written).toHaveLength(3);
});

it.each([
  ['gives up', ({ call }: ReturnType<typeof rig>) => call.emit('cancelled')],
  ['meets a server that stops', ({ stop }: ReturnType<typeof rig>) => stop.abort()],
])('ends when such a producer %s', async (_, happens) => {
  const world = rig();
  world.state.isRead = false;
  world.send('a');
  await settled();
  happens(world);
  await world.done;
  expect(world.taken).toEqual([['a']]);
});
