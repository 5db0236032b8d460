import { run } from './run.js';
import { nodeWorld } from './world.js';

process.exitCode = await run(process.argv.slice(2), nodeWorld);
