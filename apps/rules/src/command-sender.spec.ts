import { expect, it } from '@jest/globals';
import { MessagingError, type OutgoingRecord } from '@hookswitch/messaging';
import { Bench, topics } from './testing/bench.spec-helper.js';
import { callEnded, tell, workflow } from './testing/workflows.spec-helper.js';

const gone = { ...tell('gone'), action: 'gone' };

it('commands for a topic that does not exist become dead letters, and hold nothing up', async () => {
  const bench = new Bench().put(workflow(topics, 'w', [gone, tell()]));
  await bench.publish(callEnded({ n: 1 }));
  const unknown = ({ topic }: OutgoingRecord) => topic === topics.commands('gone');
  bench.bus.before = (records) => {
    if (records.some(unknown)) throw new MessagingError('unknown_topic', 'no such topic');
  };
  const batch = bench.bus.batch(topics.events);
  await bench.events.handle(batch);
  expect(bench.commands().map(({ step }) => step)).toEqual(['tell']);
  expect(bench.deadLetters()).toEqual([{ reason: 'unknown_topic', value: expect.stringContaining('"step":"gone"') }]);
  expect(batch.commits).toEqual([[1, '1']]);
  expect(bench.log.fields).toMatchObject([
    { tenant: 'default', connector: 'gone', step: 'gone', command: expect.any(String), run: expect.any(String) },
  ]);
});
