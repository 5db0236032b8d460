import type { TelephonyEvent } from '../event.js';
import { isTrue } from '../flag.js';
import type { Json, JsonObject } from '../json.js';
import { resolveTrigger } from './catalogue.js';

/**
 * Whether a workflow with this trigger listens for the event. Aliases count as the type they stand for. With
 * `deriveCallEvents` (a tenant's setting, default on) `call.missed` and `call.voicemail_left` match a fitting `call.ended` too.
 */
export function triggerMatches(
  trigger: string,
  event: Pick<TelephonyEvent, 'type' | 'data'>,
  { deriveCallEvents }: { readonly deriveCallEvents: boolean },
): boolean {
  const wanted = resolveTrigger(trigger);
  const type = resolveTrigger(event.type);
  if (wanted === type) return true;
  return deriveCallEvents && type === 'call.ended' && derivedTrigger(event.data) === wanted;
}

/**
 * What a `call.ended` also is (incoming, no talking time, without or with voicemail). A call that says when it
 * was answered is not missed even if the talking rounds to 0 s.
 */
export function derivedTrigger(ended: JsonObject): 'call.missed' | 'call.voicemail_left' | undefined {
  if (ended.direction !== 'incoming' || !isNothing(ended.talking_time)) return undefined;
  if (isTrue(ended.is_voicemail)) return 'call.voicemail_left';
  return isNothing(ended.answered_at) ? 'call.missed' : undefined;
}

const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === 0 || value === '' || value === '0';
