import { runService } from '@hookswitch/platform';
import { sttService } from './stt-service.js';

await runService(sttService);
