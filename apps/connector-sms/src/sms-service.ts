import { connectorService } from '@hookswitch/platform';
import { smsConnector } from './sms-connector.js';

export const smsService = connectorService(smsConnector);
