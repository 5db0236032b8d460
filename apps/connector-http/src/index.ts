export { httpConnector } from './http-connector.js';
export { httpService } from './http-service.js';
