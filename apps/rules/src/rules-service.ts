import { NestFactory } from '@nestjs/core';
import { topicSpecs } from '@hookswitch/messaging';
import { EventBusStrategy, type RunningService, type Service, type ServiceContext } from '@hookswitch/platform';
import { RulesModule } from './rules.module.js';
import { RulesWork } from './rules-work.js';

/** Matches events with workflows and emits commands. Stateless: everything it knows it reads from the bus. */
export const rulesService: Service = { name: 'rules', start };

async function start(context: ServiceContext): Promise<RunningService> {
  const { bus, topics, config, health } = context;
  await bus.ensureTopics(topicSpecs(topics, { partitions: config.partitions, connectorTypes: [] }));
  const work = await RulesWork.create(context);
  health.add('workflows', () => work.state.missing());
  const app = await NestFactory.createMicroservice(RulesModule.for(work), {
    strategy: EventBusStrategy.for(context),
    logger: false,
    abortOnError: false,
  });
  await app.listen();
  return {
    close: async () => {
      work.end();
      await app.close();
    },
  };
}
