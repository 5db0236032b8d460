import { parseArgs } from 'node:util';
import { runProcess } from '@hookswitch/platform';
import { StartError } from './ports.js';
import { startStandalone } from './standalone.js';

const { json } = options();
// The simulator asks for no key, so nothing is for the network unless somebody says so.
process.env.HOOKSWITCH_HOST ??= '127.0.0.1';
process.env.HOOKSWITCH_LOG_LEVEL ??= 'warn';
process.env.HOOKSWITCH_LOG_FORMAT ??= json ? 'json' : 'plain';

const print = (text: string) => void process.stdout.write(`${text}\n`);
await runProcess('standalone', async (context) => {
  try {
    return await startStandalone(context, print, json);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
});

function options(): { readonly json: boolean } {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nUsage: npm start [-- --json]\n`);
    process.exit(2);
  }
}
