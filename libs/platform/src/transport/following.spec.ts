import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { BusRecord } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { OnBatch, OnCaughtUp, OnFollow } from './decorators.js';
import { boot, closeAll, world } from './world.spec-helper.js';

afterEach(closeAll);

describe('handlers of followed topics', () => {
  it('are called, and the process is ready once all is read', async () => {
    const seen: string[] = [];
    @Controller()
    class Handlers {
      @OnFollow('workflows')
      workflows(@Payload() records: readonly BusRecord[]) {
        seen.push(...records.map(({ value }) => String(value)));
      }
      @OnCaughtUp('workflows')
      complete() {
        seen.push('complete');
      }
    }
    const { bus, strategy, health } = world();
    bus.isRead = false;
    const booted = boot(strategy, Handlers);
    await eventually('following', () => bus.followers.length === 1);
    await bus.feed('t.workflows.v1', 'w1', 'w2');
    expect(health.readiness().reasons).toEqual({ 'follow t.workflows.v1': 'has not yet read what is there' });
    bus.catchUp('t.workflows.v1');
    await booted;
    expect(seen).toEqual(['w1', 'w2', 'complete']);
    expect(health.readiness().ok).toBe(true);
  });

  describe('of two topics', () => {
    const order: string[] = [];
    @Controller()
    class Handlers {
      @OnFollow('connections')
      connections() {
        return undefined;
      }
      @OnCaughtUp('connections')
      connectionsRead() {
        order.push('connections');
      }
      @OnFollow('status')
      status() {
        return undefined;
      }
      @OnCaughtUp('status')
      statusRead() {
        order.push('status');
        if (refuses) throw new TypeError('no key');
      }
      @OnBatch('commands.sms', { group: 'connector-sms' })
      commands() {
        return undefined;
      }
    }
    let refuses = false;
    beforeEach(() => {
      order.length = 0;
      refuses = false;
    });
    const begin = async () => {
      const { bus, strategy } = world();
      bus.isRead = false;
      const booted = boot(strategy, Handlers);
      const following = (count: number) => eventually('following', () => bus.followers.length === count);
      await following(1);
      return { bus, strategy, booted, following };
    };

    it('read one topic after the other, and join their groups when all is read', async () => {
      const { bus, booted, following } = await begin();
      bus.catchUp('t.connections.v1');
      await following(2);
      expect([order, bus.consumers]).toEqual([['connections'], []]);
      bus.catchUp('t.status.v1');
      await booted;
      expect([order, bus.consumers.length]).toEqual([['connections', 'status'], 1]);
    });

    it('do not start when they refuse what they have read, and stop what they had begun', async () => {
      refuses = true;
      const { bus, booted, following } = await begin();
      bus.catchUp('t.connections.v1');
      await following(2);
      bus.catchUp('t.status.v1');
      await expect(booted).rejects.toThrow('no key');
      expect([bus.consumers, bus.stopped]).toEqual([[], 2]);
    });

    it('can start again after that', async () => {
      refuses = true;
      const { bus, strategy, booted, following } = await begin();
      bus.isRead = true;
      bus.catchUp('t.connections.v1');
      await expect(booted).rejects.toThrow('no key');
      refuses = false;
      const again = Promise.withResolvers<unknown>();
      strategy.listen(again.resolve);
      expect(await again.promise).toBeUndefined();
      await following(4);
      expect(bus.consumers).toHaveLength(1);
    });

    it('do not start when the app is closed before', async () => {
      const { bus, booted, strategy } = await begin();
      const refused = expect(booted).rejects.toMatchObject({ code: 'closed' });
      await strategy.close();
      await refused;
      expect([bus.consumers, bus.stopped]).toEqual([[], 1]);
    });
  });
});
