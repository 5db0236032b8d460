export { aCall, COMMAND_ID, openConnection, RecordingLog, type CallParts, type PlainConnection } from './a-call.js';
