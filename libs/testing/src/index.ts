export { testDatabase, type TestDatabase } from './database.js';
export { eventually } from './eventually.js';
export { uniquePrefix } from './names.js';
export { databaseUrl, kafkaBrokers } from './services.js';
