import { connectorService } from '@hookswitch/platform';
import { httpConnector } from './http-connector.js';

export const httpService = connectorService(httpConnector);
