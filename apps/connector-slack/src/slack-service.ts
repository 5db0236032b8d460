import { connectorService } from '@hookswitch/platform';
import { slackConnector } from './slack-connector.js';

export const slackService = connectorService(slackConnector);
