export { httpConnector } from './http-connector.js';
