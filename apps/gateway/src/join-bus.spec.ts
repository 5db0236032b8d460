import { expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { topicNames } from '@hookswitch/domain';
import { MessagingError, type Consumption, type EventBus } from '@hookswitch/messaging';
import { OnFollow, type Logger, type ServiceContext } from '@hookswitch/platform';
import { eventually } from '@hookswitch/testing';
import { joinBus } from './join-bus.js';

@Controller()
class Handlers {
  @OnFollow('connectors')
  connectors() {
    return undefined;
  }
}
@Module({ controllers: [Handlers] })
class App {}

/** A bus whose topics are never read to their end, after as many refusals as asked for. */
function slowBus(refusals: number) {
  const seen = { follows: 0, stops: 0 };
  const following = { stop: () => Promise.resolve(void (seen.stops += 1)) } as unknown as Consumption;
  const follow = () => {
    seen.follows += 1;
    return seen.follows > refusals
      ? Promise.resolve(following)
      : Promise.reject(new MessagingError('unavailable', 'no broker'));
  };
  return { seen, bus: { follow } as unknown as EventBus };
}

async function join(bus: EventBus) {
  const warnings: string[] = [];
  const log = { warn: (line: string) => warnings.push(line) } as unknown as Logger;
  const context = { bus, log, topics: topicNames('t'), config: { topicPrefix: 't' }, fatal: () => undefined };
  const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
  return { warnings, joined: joinBus(app, context as unknown as ServiceContext) };
}

it('is left while its topics are still being read', async () => {
  const { seen, bus } = slowBus(0);
  const { joined, warnings } = await join(bus);
  await eventually('following', () => seen.follows === 1);
  await joined.close();
  expect([seen.stops, warnings]).toEqual([1, []]);
});

it('is tried again until it can be joined', async () => {
  const { seen, bus } = slowBus(1);
  const { joined, warnings } = await join(bus);
  await eventually('the second try', () => seen.follows === 2);
  await joined.close();
  expect(warnings).toEqual(['could not join the event bus; trying again']);
});
