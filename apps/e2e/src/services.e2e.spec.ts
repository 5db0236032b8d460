import { afterAll, beforeAll } from '@jest/globals';
import { clientScenarios, prepareClients } from './clients/client-scenarios.js';
import { runOn } from './harness/run-on.js';
import { startServicesStack } from './harness/services-stack.js';
import { badInput } from './bad-input/index.js';
import { expectOperations } from './messages/operations.js';
import { plugIn } from './plug-in/plug-in.js';
import { plugInAfterwards, plugInScenarios } from './plug-in/plug-in-scenarios.js';
import { scenarios } from './scenarios/index.js';

// Before the services start: building would take their time.
beforeAll(() => Promise.all([prepareClients(), plugIn.prepare()]), 270_000);

// Every service its own process, on a real Kafka and a real Postgres.
runOn(
  () => startServicesStack({ connectors: [plugIn.connector] }),
  [...scenarios, ...badInput, ...clientScenarios, ...plugInScenarios],
  [
    ...plugInAfterwards,
    { name: 'every service sends and receives what the AsyncAPI document says', check: expectOperations },
  ],
);

afterAll(() => plugIn.remove(), 60_000);
