export { manifest } from './manifest.js';
export { createSttConnector, type SttOptions } from './stt-connector.js';
export { sttService } from './stt-service.js';
