import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, UseInterceptors, type CallHandler, type NestInterceptor } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { tap } from 'rxjs';
import { MessagingError, type Assignment, type Batch, type BusRecord } from '@hookswitch/messaging';
import { OnAssigned, OnBatch, OnFollow, OnRevoked } from './decorators.js';
import { EventBusContext } from './event-bus.context.js';
import { boot, closeAll, world } from './world.spec-helper.js';

const texts = (records: readonly BusRecord[]) => records.map(({ value }) => String(value));

afterEach(closeAll);

describe('handlers of the event bus', () => {
  it('get batches of their topic and commit them', async () => {
    const seen: string[] = [];
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      async events(@Payload() batch: Batch, @Ctx() context: EventBusContext) {
        seen.push(`${context.getTopic()}: ${texts(batch.records).join(' ')}`);
        await batch.commit(batch.records.length);
      }
    }
    const { bus, strategy } = world();
    await boot(strategy, Handlers);
    await bus.deliver('t.events.v1', 'a', 'b');
    expect(seen).toEqual(['t.events.v1: a b']);
    expect(bus.committed_).toEqual([{ topic: 't.events.v1', partition: 0, nextOffset: 2 }]);
  });

  it('share one consumer when their group is the same', async () => {
    @Controller()
    class Handlers {
      @OnBatch('commands.sms', { group: 'connector-sms', maxRecords: 50 })
      commands() {
        return undefined;
      }
      @OnBatch('control.sms', { group: 'connector-sms', maxRecords: 50 })
      control() {
        return undefined;
      }
      @OnBatch('results', { group: 'recorder', startAt: 'next' })
      results() {
        return undefined;
      }
    }
    const { bus, strategy } = world();
    await boot(strategy, Handlers);
    const plans = bus.consumers.map(({ group, topics: names, maxRecords, startAt }) => ({
      group,
      names,
      maxRecords,
      startAt,
    }));
    expect(plans).toEqual([
      {
        group: 't.connector-sms',
        names: ['t.commands.sms.v1', 't.control.sms.v1'],
        maxRecords: 50,
        startAt: undefined,
      },
      { group: 't.recorder', names: ['t.results.v1'], maxRecords: undefined, startAt: 'next' },
    ]);
    expect(strategy.consumption('control.sms')).toBe(strategy.consumption('commands.sms'));
    expect(strategy.consumption('results')).toBeDefined();
  });

  it('hand their errors to the bus as they are: same object, same code', async () => {
    const error = Object.assign(new Error('database is down'), { code: 'unavailable' });
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      events() {
        return Promise.reject(error);
      }
    }
    const { bus, strategy, warnings, fatal } = world();
    await boot(strategy, Handlers);
    await bus.deliver('t.events.v1', 'a');
    expect(warnings).toEqual([{ error, topic: 't.events.v1', partition: 0 }]);
    expect(warnings[0]?.error).toBe(error);
    expect(fatal).toEqual([]);
  });

  it('run inside the interceptors of Nest', async () => {
    const order: string[] = [];
    class Around implements NestInterceptor {
      intercept(_context: unknown, next: CallHandler) {
        order.push('before');
        return next.handle().pipe(tap({ complete: () => order.push('after') }));
      }
    }
    @Controller()
    @UseInterceptors(Around)
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      async events() {
        await Promise.resolve();
        order.push('work');
      }
    }
    const { bus, strategy } = world();
    await boot(strategy, Handlers);
    await bus.deliver('t.events.v1', 'a');
    expect(order).toEqual(['before', 'work', 'after']);
  });

  it('learn which of their partitions come and go', async () => {
    const seen: string[] = [];
    const show = (what: string, partitions: readonly { topic: string; partition: number }[]) =>
      seen.push(`${what} ${partitions.map(({ topic, partition }) => `${topic}/${partition}`).join(' ')}`);
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      events() {
        return undefined;
      }
      @OnBatch('results', { group: 'rules' })
      results() {
        return undefined;
      }
      @OnAssigned('events')
      assigned(partitions: readonly Assignment[]) {
        show('assigned', partitions);
      }
      @OnRevoked('events')
      revoked(partitions: readonly Assignment[]) {
        show('revoked', partitions);
      }
    }
    const { bus, strategy } = world();
    await boot(strategy, Handlers);
    await bus.assign(
      { topic: 't.events.v1', partition: 0 },
      { topic: 't.results.v1', partition: 0 },
      { topic: 't.events.v1', partition: 2 },
    );
    expect(seen).toEqual(['assigned t.events.v1/0 t.events.v1/2']);
    await bus.assign({ topic: 't.results.v1', partition: 1 });
    bus.revoke({ topic: 't.events.v1', partition: 2 });
    await new Promise(setImmediate);
    expect(seen).toEqual(['assigned t.events.v1/0 t.events.v1/2', 'revoked t.events.v1/2']);
  });

  it('reject an assignment that they cannot take', async () => {
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      events() {
        return undefined;
      }
      @OnAssigned('events')
      assigned() {
        throw new TypeError('no tail');
      }
    }
    const { bus, strategy } = world();
    await boot(strategy, Handlers);
    await expect(bus.assign({ topic: 't.events.v1', partition: 0 })).rejects.toThrow(TypeError);
  });

  it('are ready once they have joined, and while the bus answers', async () => {
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      events() {
        return undefined;
      }
    }
    const { bus, strategy, health } = world();
    bus.state = { joined: false, lastContact: 0 };
    await boot(strategy, Handlers);
    expect(health.readiness().reasons).toEqual({ 'consume t.rules': 'has not yet joined its group' });
    bus.state = { joined: true, lastContact: Date.now() };
    expect(health.readiness().ok).toBe(true);
    bus.state = { joined: true, lastContact: Date.now() - 90_000 };
    expect(health.readiness().reasons).toEqual({ 'consume t.rules': 'has not heard of the bus for 90 s' });
  });

  it('do not count for the readiness of a service that works without them', async () => {
    @Controller()
    class Handlers {
      @OnFollow('status')
      status() {
        return undefined;
      }
    }
    const { strategy, health } = world({ readyWithoutBus: true });
    await boot(strategy, Handlers);
    expect(health.readiness().ok).toBe(true);
  });

  it('end the process when their consumer has died', async () => {
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      events() {
        return undefined;
      }
    }
    const { bus, strategy, fatal } = world();
    await boot(strategy, Handlers);
    const death = new MessagingError('unavailable', 'gone');
    bus.die(death);
    expect(fatal).toEqual([death]);
  });

  it('stop with the app, once each', async () => {
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      events() {
        return undefined;
      }
      @OnFollow('tenants')
      tenants() {
        return undefined;
      }
    }
    const { bus, strategy } = world();
    await boot(strategy, Handlers);
    await closeAll();
    expect(bus.stopped).toBe(2);
    expect(strategy.consumption('events')).toBeUndefined();
  });
});
