export { connectorService, createConnectorHost, ledgerSchema } from './connector-host.js';
export type { HostOptions } from './host-options.js';
