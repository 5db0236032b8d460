import { runOn } from './harness/run-on.js';
import { startServicesStack } from './harness/services-stack.js';
import { badInput } from './bad-input/index.js';
import { scenarios } from './scenarios/index.js';

// Every service its own process, on a real Kafka and a real Postgres.
runOn(startServicesStack, [...scenarios, ...badInput]);
