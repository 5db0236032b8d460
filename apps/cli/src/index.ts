export { run, type ExitCode } from './run.js';
export type { World } from './world.js';
