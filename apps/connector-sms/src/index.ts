export { smsConnector } from './sms-connector.js';
export { smsService } from './sms-service.js';
