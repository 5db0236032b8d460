import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, type Type } from '@nestjs/common';
import { OnBatch, OnCaughtUp } from './decorators.js';
import { boot, closeAll, world } from './world.spec-helper.js';

afterEach(closeAll);

describe('boot fails', () => {
  const refusal = async (controller: Type): Promise<string> => {
    try {
      await boot(world().strategy, controller);
    } catch (error) {
      return (error as Error).message;
    }
    return 'booted';
  };

  it('when two handlers claim one topic', async () => {
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules' })
      one() {
        return undefined;
      }
      @OnBatch('events', { group: 'recorder' })
      two() {
        return undefined;
      }
    }
    expect(await refusal(Handlers)).toContain('two handlers claim batch:events');
  });

  it('when handlers of one group want different consumers', async () => {
    @Controller()
    class Handlers {
      @OnBatch('events', { group: 'rules', maxRecords: 10 })
      one() {
        return undefined;
      }
      @OnBatch('results', { group: 'rules' })
      two() {
        return undefined;
      }
    }
    expect(await refusal(Handlers)).toContain('group rules differ');
  });

  it('when a companion stands alone', async () => {
    @Controller()
    class Handlers {
      @OnCaughtUp('workflows')
      one() {
        return undefined;
      }
    }
    expect(await refusal(Handlers)).toBe("@OnCaughtUp('workflows') has no @OnFollow('workflows') beside it");
  });

  it.each(['event', 'commands', 'commands.', 'constructor'])('when there is no topic called %s', async (topic) => {
    @Controller()
    class Handlers {
      @OnBatch(topic, { group: 'rules' })
      one() {
        return undefined;
      }
    }
    expect(await refusal(Handlers)).toBe(`there is no topic called ${topic}`);
  });
});
