export { slackConnector } from './slack-connector.js';
