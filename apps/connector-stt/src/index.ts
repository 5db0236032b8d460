export { manifest } from './manifest.js';
export { createSttConnector, type SttOptions } from './stt-connector.js';
