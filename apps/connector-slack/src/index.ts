export { slackConnector } from './slack-connector.js';
export { slackService } from './slack-service.js';
