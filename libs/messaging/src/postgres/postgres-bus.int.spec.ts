import { testDatabase } from '@hookswitch/testing';
import { eventBusContract } from '../testing/event-bus.contract.js';
import { createPostgresBus } from './postgres-bus.js';

eventBusContract(async () => {
  const database = await testDatabase();
  const bus = createPostgresBus({ connectionString: database.url });
  const close = async () => {
    await bus.close();
    await database.drop();
  };
  return { bus, close };
});
