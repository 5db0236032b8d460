import { runService } from '@hookswitch/platform';
import { smsService } from './index.js';

await runService(smsService);
