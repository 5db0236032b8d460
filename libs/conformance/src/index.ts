export type { Check, Ground } from './check.js';
export { conformance, type TestFramework } from './conformance.js';
export { keepResults, type ConformanceResults } from './results-file.js';
export { CHECKS, Suite, type CheckResult } from './suite.js';
export type { ConformanceTarget, JobTarget } from './target.js';
export {
  startStubServer,
  type StubAnswer,
  type StubFault,
  type StubHead,
  type StubRequest,
  type StubScript,
  type StubServer,
} from '@hookswitch/testing';
