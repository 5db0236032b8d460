import { describe, expect, it } from '@jest/globals';
import { MessagingError, type ConsumeOptions, type OutgoingRecord } from '@hookswitch/messaging';
import { FakeBus } from '../transport/fake-bus.spec-helper.js';
import { meterBus } from './meter-bus.js';
import { Metrics } from './metrics.js';

const EVENTS = 't.events.v1';
const group = 't.rules';
const record = (topic: string): OutgoingRecord => ({ topic, key: null, value: 'x' });

function world() {
  const fake = new FakeBus();
  const metrics = new Metrics();
  const bus = meterBus(fake, metrics);
  const consume = (more: Partial<ConsumeOptions> = {}) =>
    bus.consume({ group, topics: [EVENTS], onBatch: () => Promise.resolve(), ...more });
  return { fake, metrics, bus, consume };
}

describe('publishing', () => {
  it('is counted by topic, and returns what the bus returns', async () => {
    const { fake, bus, metrics } = world();
    const positions = [{ topic: EVENTS, partition: 0, offset: 7 }];
    fake.publish = () => Promise.resolve(positions);
    expect(await bus.publish([record(EVENTS), record('t.runs.v1'), record(EVENTS)])).toBe(positions);
    const text = await metrics.render();
    expect(text).toContain(
      `messaging_client_sent_messages_total{messaging_destination_name="${EVENTS}",error_type=""} 2`,
    );
    expect(text).toContain(
      'messaging_client_sent_messages_total{messaging_destination_name="t.runs.v1",error_type=""} 1',
    );
    expect(text).toContain(
      `messaging_client_operation_duration_seconds_count{messaging_operation_name="send",messaging_destination_name="${EVENTS}",error_type=""} 1`,
    );
  });

  it.each([
    [new MessagingError('timeout', 'no answer from broker 10.0.0.7'), 'timeout'],
    [new Error('host 10.0.0.7 has gone'), '_OTHER'],
  ])('that fails is counted with the code of its error, and fails all the same', async (error, code) => {
    const { fake, bus, metrics } = world();
    fake.publish = () => Promise.reject(error);
    await expect(bus.publish([record(EVENTS)])).rejects.toBe(error);
    const text = await metrics.render();
    expect(text).toContain(
      `messaging_client_sent_messages_total{messaging_destination_name="${EVENTS}",error_type="${code}"} 1`,
    );
    expect(text).not.toContain('10.0.0.7');
  });
});

describe('consuming', () => {
  const lag = `hookswitch_consumer_lag{topic="${EVENTS}",partition="0",group="${group}"}`;
  const age = `hookswitch_consumer_oldest_age_seconds{topic="${EVENTS}",partition="0",group="${group}"}`;
  const labels = `messaging_destination_name="${EVENTS}",messaging_consumer_group_name="${group}"`;
  const consumed = `messaging_client_consumed_messages_total{${labels}}`;
  const processed = (code: string) => `messaging_process_duration_seconds_count{${labels},error_type="${code}"}`;

  it('is counted when a batch is done', async () => {
    const { fake, metrics, consume } = world();
    await consume();
    await fake.deliver(EVENTS, 'a', 'b');
    const text = await metrics.render();
    expect(text).toContain(`${consumed} 2`);
    expect(text).toContain(`${processed('')} 1`);
  });

  it('that fails is counted as such, and what a consumer listens to still reaches it', async () => {
    const { fake, metrics, consume } = world();
    const errors: unknown[] = [];
    const error = new MessagingError('fenced', 'the partition was lost');
    await consume({ onBatch: () => Promise.reject(error), onError: (reported) => errors.push(reported) });
    await fake.deliver(EVENTS, 'a');
    const text = await metrics.render();
    expect(errors).toEqual([error]);
    expect(text).toContain(`hookswitch_consumer_rejected_batches_total{topic="${EVENTS}"} 1`);
    expect(text).toContain(`${processed('fenced')} 1`);
    expect(text).not.toContain(consumed);
  });

  it('shows how far behind it is, and how old the oldest record is that does not get done', async () => {
    const { fake, metrics, consume } = world();
    await consume({ onBatch: () => new Promise(() => undefined) });
    fake.behind = 40;
    void fake.deliver(EVENTS, 'a', 'b');
    const text = await metrics.render();
    expect(text).toContain(`${lag} 42`);
    expect(text).toContain(age);
  });

  it('forgets partitions that went, even those with a batch in work', async () => {
    const { fake, metrics, consume } = world();
    const work = Promise.withResolvers<undefined>();
    const revoked: unknown[] = [];
    await consume({ onBatch: () => work.promise, onRevoked: (partitions) => void revoked.push(...partitions) });
    await fake.assign({ topic: EVENTS, partition: 0 });
    expect(await metrics.render()).toContain(`${age} 0`);
    const delivered = fake.deliver(EVENTS, 'a');
    fake.revoke({ topic: EVENTS, partition: 0 });
    work.resolve(undefined);
    await delivered;
    const text = await metrics.render();
    expect(revoked).toEqual([{ topic: EVENTS, partition: 0 }]);
    expect(text).toContain(`${consumed} 1`);
    expect(text).not.toContain(lag);
    expect(text).not.toContain(age);
  });

  it('of a follower is counted without a group', async () => {
    const { fake, bus, metrics } = world();
    await bus.follow({ topic: 't.workflows.v1', onRecords: () => undefined });
    await fake.feed('t.workflows.v1', 'a', 'b', 'c');
    expect(await metrics.render()).toContain(
      'messaging_client_consumed_messages_total{messaging_destination_name="t.workflows.v1",messaging_consumer_group_name=""} 3',
    );
  });
});
