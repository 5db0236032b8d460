import type { TelephonyEvent } from '../event.js';
import { isTrue } from '../flag.js';
import type { Json, JsonObject } from '../json.js';
import { eventType, resolveTrigger } from './catalogue.js';
import type { EventType } from './describe.js';

type OwnType = Pick<EventType, 'name' | 'aliases'>;

/**
 * Names of the triggers that an event fires: the catalogue's canonical one; of a type of the tenant's own (`own`) all that it has, as
 * workflows may listen by any; and unless the tenant turned that off (`deriveCallEvents`) for a `call.ended` what it also is.
 */
export function triggersOf(
  event: Pick<TelephonyEvent, 'type' | 'data'>,
  deriveCallEvents: boolean,
  own: readonly OwnType[] = [],
): readonly string[] {
  const type = resolveTrigger(event.type);
  const ofTenant = eventType(type)
    ? undefined
    : own.find(({ name, aliases }) => name === type || aliases.includes(type));
  if (ofTenant) return [ofTenant.name, ...ofTenant.aliases];
  const derived = deriveCallEvents && type === 'call.ended' ? derivedTrigger(event.data) : undefined;
  return derived === undefined ? [type] : [type, derived];
}

/**
 * What a `call.ended` also is (incoming, no talking time, without or with voicemail). A call that says when it
 * was answered is not missed even if the talking rounds to 0 s.
 */
function derivedTrigger(ended: JsonObject): 'call.missed' | 'call.voicemail_left' | undefined {
  if (ended.direction !== 'incoming' || !isNothing(ended.talking_time)) return undefined;
  if (isTrue(ended.is_voicemail)) return 'call.voicemail_left';
  return isNothing(ended.answered_at) ? 'call.missed' : undefined;
}

const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === 0 || value === '' || value === '0';
