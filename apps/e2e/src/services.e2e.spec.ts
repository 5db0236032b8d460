import { beforeAll } from '@jest/globals';
import { clientScenarios, prepareClients } from './clients/client-scenarios.js';
import { runOn } from './harness/run-on.js';
import { startServicesStack } from './harness/services-stack.js';
import { badInput } from './bad-input/index.js';
import { expectOperations } from './messages/operations.js';
import { scenarios } from './scenarios/index.js';

// Before the services start: building would take their time.
beforeAll(prepareClients, 270_000);

// Every service its own process, on a real Kafka and a real Postgres.
runOn(
  startServicesStack,
  [...scenarios, ...badInput, ...clientScenarios],
  [{ name: 'every service sends and receives what the AsyncAPI document says', check: expectOperations }],
);
