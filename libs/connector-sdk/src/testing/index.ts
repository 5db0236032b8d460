export { aCall, COMMAND_ID, openConnection, RecordingLog, type CallParts, type PlainConnection } from './a-call.js';
export { connectorContract } from './connector-contract.js';
export type { ContractTarget } from './contract-target.js';
