import { runService } from '@hookswitch/platform';
import { gatewayService } from './gateway-service.js';

await runService(gatewayService);
