import { kafkaBrokers } from '@hookswitch/testing';
import { eventBusContract } from '../testing/event-bus.contract.js';
import { createKafkaBus } from './kafka-bus.js';

eventBusContract(() => {
  const bus = createKafkaBus({ brokers: kafkaBrokers(), clientId: 'contract' });
  return Promise.resolve({ bus, close: () => bus.close() });
});
