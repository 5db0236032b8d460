import { createConnectorHost, type Service } from '@hookswitch/platform';
import { createSttConnector } from './stt-connector.js';

/** What `main.ts` and the standalone run. */
export const sttService: Service = {
  name: 'connector-stt',
  start: (context) =>
    createConnectorHost(createSttConnector({ recordingHosts: context.config.recordingHosts }), context),
};
