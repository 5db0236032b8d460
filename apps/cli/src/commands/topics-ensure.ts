import { topicNames } from '@hookswitch/domain';
import { createKafkaBus, topicSpecs } from '@hookswitch/messaging';
import { kafkaOptions } from '@hookswitch/platform';
import type { Command } from '../command.js';
import { connectorsOption, connectorTypes } from '../connector-types.js';

export const topicsEnsure: Command = {
  name: 'topics ensure',
  operands: [],
  summary: 'Create the Kafka topics that are missing; what exists is never changed.',
  json: '{topics: [{name, partitions, cleanup}]}',
  options: connectorsOption,
  examples: ['topics ensure', 'topics ensure --connectors http,sms,slack,stt,fax'],
  async run({ options, config }) {
    const types = connectorTypes(options);
    const specs = topicSpecs(topicNames(config.topicPrefix), { partitions: config.partitions, connectorTypes: types });
    const bus = createKafkaBus(kafkaOptions(config));
    try {
      await bus.ensureTopics(specs);
    } finally {
      await bus.close();
    }
    return {
      json: { topics: specs.map(({ name, partitions, cleanup }) => ({ name, partitions, cleanup })) },
      lines: [`${specs.length} topics are there:`, ...specs.map(({ name }) => `  ${name}`)],
    };
  },
};
