import { run } from './run.js';
import { nodeWorld } from './world.js';

// `hookswitch runs list | head -1`: who has read enough is no error.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

process.exitCode = await run(process.argv.slice(2), nodeWorld);
