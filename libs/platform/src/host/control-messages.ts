import { assertNever, type ControlMessage, type ReceiptMessage } from '@hookswitch/domain';
import { decodeMessage, type Batch, type BusRecord, type DecodeError } from '@hookswitch/messaging';
import type { Ended, Ledger, Redriven } from '@hookswitch/persistence';
import type { Intake } from './intake.js';

export interface ControlParts {
  readonly ledger: Pick<Ledger, 'cancel' | 'redrive'>;
  readonly owned: () => readonly number[];
  readonly intake: Pick<Intake, 'refuse'>;
  readonly onCancelled: (ended: readonly Ended[]) => void;
  readonly onRedriven: (redriven: readonly Redriven[]) => void;
  /** Begins a test; it may take longer than the batch. */
  readonly onTest: (message: Extract<ControlMessage, { kind: 'test' }>) => void;
  /** Resolves once what they say is durable. */
  readonly onReceipts: (messages: readonly ReceiptMessage[]) => Promise<void>;
}

/** What people ask for. Messages of one kind that follow each other are one transaction, and reading them again changes nothing. */
export async function takeControl(parts: ControlParts, batch: Batch): Promise<void> {
  const poison: { record: BusRecord; error: DecodeError }[] = [];
  const messages: ControlMessage[] = [];
  for (const record of batch.records) {
    const decoded = decodeMessage('control', record);
    if (!decoded.ok) poison.push({ record, error: decoded.error });
    else if (hasUuid(decoded.value)) messages.push(decoded.value);
    else poison.push({ record, error: { code: 'invalid_message', message: 'an id is no UUID' } });
  }
  await parts.intake.refuse(poison);
  for (const group of grouped(messages)) await act(parts, group);
  await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
}

async function act(
  { ledger, owned, onCancelled, onRedriven, onTest, onReceipts }: ControlParts,
  group: Group,
): Promise<void> {
  switch (group.kind) {
    case 'cancel':
      onCancelled(await ledger.cancel(group.messages));
      break;
    case 'redrive':
      onRedriven(await ledger.redrive(group.messages, owned()));
      break;
    case 'test':
      group.messages.forEach(onTest);
      break;
    case 'receipt':
      await onReceipts(group.messages);
      break;
    default:
      assertNever(group);
  }
}

type Kind = ControlMessage['kind'];
type Group = {
  readonly [K in Kind]: { readonly kind: K; readonly messages: Extract<ControlMessage, { kind: K }>[] };
}[Kind];

function grouped(messages: readonly ControlMessage[]): readonly Group[] {
  const groups: Group[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last?.kind === message.kind) (last.messages as ControlMessage[]).push(message);
    else groups.push({ kind: message.kind, messages: [message] } as Group);
  }
  return groups;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const hasUuid = (message: ControlMessage): boolean =>
  message.kind === 'test' || idsOf(message).every((id) => UUID.test(id));

function idsOf(message: Exclude<ControlMessage, { kind: 'test' }>): readonly string[] {
  if (message.kind === 'cancel') return [message.run];
  return message.kind === 'redrive' ? [message.command] : message.sent ? [message.sent.command] : [];
}
