import { connectorService, runService } from '@hookswitch/platform';
import { connector } from './connector.js';

await runService(connectorService(connector));
