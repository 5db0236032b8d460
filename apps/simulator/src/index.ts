export type { Behaviour, BehaviourMatch, OperationFault } from './behaviour/behaviour.js';
export { createSimulator, type Simulator, type SimulatorOptions } from './create-simulator.js';
export { PROVIDERS, type ProviderName } from './http/provider.js';
export type { OutgoingReceipt, ReceiptStep, SentReceipt } from './receipts/receipt.js';
export type { RequestQuery } from './journal/journal.js';
export type { RecordedAnswer, RecordedRequest } from './journal/recorded-request.js';
