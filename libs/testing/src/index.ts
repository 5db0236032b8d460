export { selfSignedCertificate } from './certificate.js';
export { testDatabase, type TestDatabase } from './database.js';
export { eventually } from './eventually.js';
export { uniquePrefix } from './names.js';
export { databaseUrl, kafkaBrokers } from './services.js';
export {
  startStubServer,
  type StubAnswer,
  type StubFault,
  type StubHead,
  type StubRequest,
  type StubScript,
  type StubServer,
} from './stub-server.js';
