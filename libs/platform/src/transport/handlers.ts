import type { ConsumeOptions } from '@hookswitch/messaging';
import type { MessageHandler } from '@nestjs/microservices';

/** What marks our handlers among those of other transports in the same app. */
export const BUS_TRANSPORT = Symbol('hookswitch.event-bus');

export type HandlerKind = 'batch' | 'assigned' | 'revoked' | 'follow' | 'caughtUp';

export interface BatchOptions extends Pick<ConsumeOptions, 'maxRecords' | 'startAt'> {
  /** Without the prefix: `rules`, `connector-sms`. All topics of a group are read by one consumer and have the same options. */
  readonly group: string;
}

export const pattern = (kind: HandlerKind, topic: string): string => `${kind}:${topic}`;

/** The topics of one group and how to read them. */
export interface GroupPlan extends BatchOptions {
  readonly topics: readonly string[];
}

export interface SubscriptionPlan {
  readonly groups: readonly GroupPlan[];
  readonly follows: readonly string[];
}

interface Declared extends Partial<BatchOptions> {
  readonly kind: HandlerKind;
  readonly topic: string;
}

/** What the handlers of an app subscribe to. Throws when they contradict each other: that is a bug to find at boot, not in production. */
export function subscriptionPlan(handlers: ReadonlyMap<string, MessageHandler>): SubscriptionPlan {
  const declared = [...handlers.values()].map(({ extras }) => extras as unknown as Declared);
  const topicsOf = (kind: HandlerKind) => declared.filter((entry) => entry.kind === kind).map(({ topic }) => topic);
  requireBeside(topicsOf('assigned'), topicsOf('batch'), 'OnAssigned', 'OnBatch');
  requireBeside(topicsOf('revoked'), topicsOf('batch'), 'OnRevoked', 'OnBatch');
  requireBeside(topicsOf('caughtUp'), topicsOf('follow'), 'OnCaughtUp', 'OnFollow');
  const groups = new Map<string, GroupPlan>();
  for (const entry of declared) if (entry.kind === 'batch') join(groups, entry);
  return { groups: [...groups.values()], follows: topicsOf('follow') };
}

function join(groups: Map<string, GroupPlan>, { topic, group = '', maxRecords, startAt }: Declared): void {
  const options = { ...(maxRecords !== undefined && { maxRecords }), ...(startAt !== undefined && { startAt }) };
  const known = groups.get(group);
  if (known && (known.maxRecords !== maxRecords || known.startAt !== startAt))
    throw new Error(`the handlers of group ${group} differ in maxRecords or startAt, but share one consumer`);
  groups.set(group, { group, ...options, topics: [...(known?.topics ?? []), topic] });
}

function requireBeside(topics: readonly string[], others: readonly string[], name: string, other: string): void {
  const alone = topics.find((topic) => !others.includes(topic));
  if (alone !== undefined) throw new Error(`@${name}('${alone}') has no @${other}('${alone}') beside it`);
}
