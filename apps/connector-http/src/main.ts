import { runService } from '@hookswitch/platform';
import { httpService } from './index.js';

await runService(httpService);
