import { runOn } from './harness/run-on.js';
import { startStandaloneStack } from './harness/standalone-stack.js';
import { badInput } from './bad-input/index.js';
import { scenarios } from './scenarios/index.js';

// Everything in one process on the embedded default, which has no Kafka.
runOn(
  startStandaloneStack,
  [...scenarios, ...badInput].filter(({ needsKafka }) => !needsKafka),
);
