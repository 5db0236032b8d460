import 'reflect-metadata';

export { runHost, type HostSetup } from '../host/connector-host.js';
export { FragileLedger } from './fragile-ledger.js';
export { hostContext } from './host-context.js';
