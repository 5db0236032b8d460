import { runService } from '@hookswitch/platform';
import { rulesService } from './index.js';

await runService(rulesService);
