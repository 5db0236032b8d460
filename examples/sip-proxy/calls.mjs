import { createHash } from 'node:crypto';

/** The caller is asked to try again: with a password, somewhere else, with another timer. The call goes on under the same Call-ID. */
const TRY_AGAIN = (status) => (status >= 300 && status < 400) || [401, 407, 422, 491].includes(status);

/** Nobody reports the end of a call that rings longer (RFC 3261 gives it up after three minutes), or that waits for a password. */
const LONGEST_RINGING_MS = 10 * 60_000;

const REASONS = {
  404: 'not_found', 408: 'no_answer', 480: 'no_answer', 484: 'not_found', 486: 'busy', 487: 'cancelled',
  600: 'busy', 603: 'rejected', 403: 'rejected', 604: 'not_found',
}; // prettier-ignore

/**
 * Makes events of what a proxy sees of its calls. `calls` is where open calls are kept (`get`, `put`, `delete`, `entries`); each is
 * plain JSON, so that it can outlive the process. `settings` are `source`, `country`, `internal`, `voicemail`, `longestCallMs`.
 * `publish` keeps an event. It is called before the call's own state changes: a process that dies in between tells the same once more,
 * under the same id, instead of never.
 */
export class CallWatcher {
  constructor(calls, settings, publish) {
    Object.assign(this, { calls, settings, publish });
  }

  /** A message that is seen twice leads to the same events, or to none. */
  see(message, at) {
    if (message.method === 'BYE' && message.status === undefined) return void this.hangUp(message, at);
    if (message.method !== 'INVITE' || message.fromTag === undefined) return;
    const key = keyOf(message.callId, message.fromTag);
    const call = this.calls.get(key);
    if (message.status === undefined) return void this.invite(key, call, message, at);
    // Of the same call on its way to each phone only the answer that the caller gets counts.
    if (call === undefined || call.answeredAt !== undefined || message.branch !== call.branch) return;
    if (message.status === 100) return;
    if (TRY_AGAIN(message.status)) this.calls.put(key, { ...call, refused: true });
    else if (message.status < 200) this.ring(key, call, at);
    else if (message.status < 300) this.answer(key, call, message, at);
    else this.end(key, call, at, REASONS[message.status] ?? 'failed', message.status);
  }

  invite(key, call, { toTag, branch, callId, caller, called }, at) {
    // With a tag it is about a call that stands: hold, transfer, another codec.
    if (toTag !== undefined || call?.answeredAt !== undefined) return;
    // The first is the caller's own; those that the proxy sends on begin another branch within the same moment.
    if (call === undefined) this.calls.put(key, { callId, branch, caller, called, startedAt: at, branchAt: at });
    else if (call.refused) this.calls.put(key, { ...call, refused: undefined, branch, branchAt: at });
  }

  ring(key, call, at) {
    if (call.ringingAt !== undefined) return;
    const ringing = { ...call, ringingAt: at };
    this.publish(this.event(key, ringing, 'call.started', at, {}));
    this.calls.put(key, ringing);
  }

  answer(key, call, { contact }, at) {
    const isVoicemail = this.settings.voicemail?.test(contact) ?? false;
    const answered = { ...call, ringingAt: call.ringingAt ?? at, answeredAt: at, isVoicemail };
    if (call.ringingAt === undefined) this.publish(this.event(key, answered, 'call.started', at, {}));
    if (!isVoicemail) {
      const data = { ...waited(answered, at), answered_at: iso(at) };
      this.publish(this.event(key, answered, 'call.answered', at, data));
    }
    this.calls.put(key, answered);
  }

  hangUp({ callId, fromTag, toTag }, at) {
    const key = [fromTag, toTag]
      .map((tag) => keyOf(callId, tag ?? ''))
      .find((name) => this.calls.get(name) !== undefined);
    if (key === undefined) return;
    const call = this.calls.get(key);
    // Who hangs up has talked: the answer was missed while nobody watched.
    this.end(key, { answeredAt: call.ringingAt ?? call.startedAt, ...call }, at, 'answered', 200);
  }

  /** Calls whose end nobody saw. Called from time to time. */
  giveUp(now) {
    for (const [key, call] of [...this.calls.entries()]) {
      const answered = call.answeredAt !== undefined;
      const longest = answered ? this.settings.longestCallMs : LONGEST_RINGING_MS;
      if (now - (call.answeredAt ?? call.branchAt) < longest) continue;
      if (answered) this.end(key, call, now, 'unknown', 200);
      else this.calls.delete(key);
    }
  }

  end(key, call, at, reason, status) {
    this.publish(this.ended(key, call, at, reason, status));
    this.calls.delete(key);
  }

  ended(key, call, at, reason, status) {
    const talked = call.answeredAt !== undefined && !call.isVoicemail;
    return this.event(key, call, 'call.ended', at, {
      ...waited(call, talked ? call.answeredAt : at),
      answered_at: talked ? iso(call.answeredAt) : null,
      ended_at: iso(at),
      talking_time: talked ? seconds(at - call.answeredAt) : 0,
      is_voicemail: call.isVoicemail ?? false,
      end_reason: call.isVoicemail ? 'voicemail' : reason,
      sip_status: status,
    });
  }

  /** The same call has the same ids, whichever of several bridges saw it, and however often. */
  event(key, call, type, at, more) {
    const { internal, country, source } = this.settings;
    const [from, to] = [call.caller, call.called].map((user) => numberOf(user, country));
    const [fromUs, toUs] = [from, to].map((number) => number !== undefined && internal.test(number));
    const direction = fromUs ? (toUs ? 'internal' : 'outgoing') : 'incoming';
    const [ours, theirs] = direction === 'incoming' ? [to, from] : [from, to];
    return {
      specversion: '1.0',
      id: `${key}-${type.split('.')[1]}`,
      source,
      type,
      subject: call.callId.slice(0, 255),
      time: iso(at),
      data: {
        call_uuid: call.callId.slice(0, 255),
        direction,
        internal_number: ours ?? '',
        external_number: theirs ?? null,
        started_at: iso(call.startedAt),
        ...more,
      },
    };
  }
}

/** A branch would not do: a caller who is asked for a password begins a new one for the same call. */
const keyOf = (callId, tag) => createHash('sha256').update(`${callId}\n${tag}`).digest('hex').slice(0, 32);

/** As E.164 where it can be told: `00` is `+`, and a single 0 stands for the country. An extension stays what it is. */
function numberOf(user, country) {
  if (user === undefined) return undefined;
  const digits = user.replaceAll(/[\s().-]/g, '');
  if (/^00[1-9]\d{6,}$/.test(digits)) return `+${digits.slice(2)}`;
  return country !== undefined && /^0[1-9]\d{5,}$/.test(digits) ? `+${country}${digits.slice(1)}` : digits;
}

const waited = ({ startedAt }, until) => ({ waiting_time: seconds(until - startedAt) });
const seconds = (ms) => Math.max(0, Math.round(ms / 1_000));
const iso = (ms) => new Date(ms).toISOString();
