export { CommandError, Options, UsageError, type Call, type Command, type OptionSpec, type Report } from './command.js';
export { run, type ExitCode } from './run.js';
export type { World } from './world.js';
