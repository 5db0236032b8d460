import { runService } from '@hookswitch/platform';
import { slackService } from './index.js';

await runService(slackService);
