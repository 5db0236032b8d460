export { smsConnector } from './sms-connector.js';
