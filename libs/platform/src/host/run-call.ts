import type { ActionOutcome, Call, CallLog, Connector } from '@hookswitch/connector-sdk';
import type { Command, CommandError, Json } from '@hookswitch/domain';
import type { StartedCommand } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import type { Signal } from './breaker.js';
import { capOutput } from './cap-output.js';
import type { Said } from './decide.js';
import type { Departure } from './departures.js';
import { refsOf, type Blame, type CallPreparer, type Prepared, type Refusal } from './prepare-call.js';
import { Redactor } from './redact.js';

/** What a call brought, free of secrets. */
export interface Called {
  readonly said: Said;
  /** What it tells about the target. */
  readonly signal: Signal;
  /** What a person must mend when the error is of class `config`. */
  readonly blame: readonly Blame[];
}

export interface CallerParts {
  readonly connector: Connector;
  readonly preparer: CallPreparer;
  readonly maxOutputBytes: number;
  readonly revision: (ref: string) => number;
  readonly receiptUrl: (command: Command, provider: string) => string | undefined;
  readonly log: Logger;
}

/** How long a connector may take to notice that its time is up. */
const GRACE_MS = 2_000;
const LONGEST_CALL_MS = 3_600_000;
const DOUBT: CommandError = {
  code: 'timeout',
  message: 'No answer within the time-out; the request may have had its effect.',
  class: 'unknown',
};

/** C5: one call of a connector. Never rejects. */
export class Caller {
  constructor(private readonly parts: CallerParts) {}

  async call(started: StartedCommand, departure: Departure, stop: AbortSignal): Promise<Called> {
    const { command } = started;
    let hasLeft = false;
    try {
      if (command.refused) return local({ kind: 'failed', error: command.refused });
      const prepared = await this.parts.preparer.prepare(command);
      if (!prepared.ok) return refusedCall(prepared.error);
      await departure.before;
      hasLeft = true;
      const { redactor } = prepared.value;
      const { said, isBug } = await this.#within(started, prepared.value, departure, stop);
      const clean = cleaned(said, redactor, this.parts.maxOutputBytes);
      return this.#blaming(command, { said: clean, signal: isBug ? 'nothing' : signalOf(clean), blame: [] });
    } catch (error) {
      return this.#brokeDown(started, hasLeft, error);
    } finally {
      departure.left();
    }
  }

  async #within(
    started: StartedCommand,
    prepared: Prepared,
    departure: Departure,
    stop: AbortSignal,
  ): Promise<Returned> {
    const timeoutMs = Math.max(1, Math.min(started.command.timeoutMs, LONGEST_CALL_MS));
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stop]);
    const overdue = Promise.withResolvers<Returned>();
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      timer = setTimeout(() => overdue.resolve({ said: { kind: 'unknown', error: DOUBT } }), GRACE_MS);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      const calling = this.#dispatch(this.#callOf(started, prepared, signal), started);
      departure.left();
      return await Promise.race([calling, overdue.promise]);
    } catch (error) {
      return this.#threw(started, prepared.redactor, error);
    } finally {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    }
  }

  async #dispatch(call: Call, { next, pending }: StartedCommand): Promise<Returned> {
    const { connector } = this.parts;
    if (next === 'perform') return { said: await connector.perform(call) };
    if (next === 'resume' && connector.resume && pending !== undefined)
      return { said: await connector.resume(call, pending) };
    if (next === 'reconcile') return { said: (await connector.reconcile?.(call, pending)) ?? { kind: 'cannot_say' } };
    const message = 'This release of the connector cannot go on with the job.';
    return { said: { kind: 'no_answer', error: { code: 'resume_unsupported', message, class: 'retry' } } };
  }

  #threw({ next, command }: StartedCommand, redactor: Redactor, thrown: unknown): Returned {
    const message = redactor.text(thrown instanceof Error ? thrown.message : String(thrown));
    const error: CommandError = { code: 'connector_error', message, class: 'unknown' };
    // What it says may quote params; it stands in the result.
    const reason = thrown instanceof Error ? thrown.name : typeof thrown;
    this.parts.log.error('the connector threw', { ...idsOf(command), code: error.code, reason });
    return { said: { kind: next === 'perform' ? 'unknown' : 'no_answer', error }, isBug: true };
  }

  /** A bug of the host's own must end one attempt, not the process, which would meet the same command again. */
  #brokeDown({ command, next }: StartedCommand, hasLeft: boolean, thrown: unknown): Called {
    const message = 'The host could not carry out the attempt.';
    const reason = thrown instanceof Error ? thrown.name : typeof thrown;
    this.parts.log.error('an attempt broke down', { ...idsOf(command), code: 'host_error', reason });
    const error: CommandError = { code: 'host_error', message, class: hasLeft ? 'unknown' : 'retry' };
    if (next !== 'perform') return local({ kind: 'no_answer', error });
    return local({ kind: hasLeft ? 'unknown' : 'retry', error });
  }

  #callOf(started: StartedCommand, { params, connection, http, redactor }: Prepared, signal: AbortSignal): Call {
    const { continuation: _sealed, secrets: _places, ...command } = started.command;
    return {
      command,
      params,
      ...(connection && { connection }),
      attempt: started.attempt,
      idempotencyKey: command.id,
      receiptUrl: (provider) => this.parts.receiptUrl(started.command, provider),
      http,
      signal,
      log: callLog(this.parts.log, started.command, redactor),
      now: () => Date.now(),
    };
  }

  /** A rejected credential is the connection's; without one, that of the loose secrets. With none of them nobody can mend it. */
  #blaming(command: Command, called: Called): Called {
    if (!('error' in called.said) || called.said.error.class !== 'config') return called;
    const refs = refsOf(command);
    const blamed = command.connection === undefined ? refs : refs.slice(0, 1);
    if (blamed.length > 0)
      return { ...called, blame: blamed.map((ref) => ({ ref, revision: this.parts.revision(ref) })) };
    return { ...called, said: { kind: 'failed', error: { ...called.said.error, class: 'permanent' } } };
  }
}

interface Returned {
  readonly said: Said;
  readonly isBug?: boolean;
}

const local = (said: Said): Called => ({ said, signal: 'nothing', blame: [] });

const refusedCall = ({ error, blame }: Refusal): Called => ({
  ...local(error.class === 'config' ? { kind: 'retry', error } : { kind: 'failed', error }),
  blame,
});

function signalOf(said: Said): Signal {
  if (said.kind === 'cannot_say') return 'nothing';
  if (said.kind === 'retry' && said.elsewhere === true) return 'nothing';
  if (said.kind === 'retry' && said.throttled === true) return 'throttled';
  if (said.kind === 'retry') return said.error.class === 'config' ? 'answer' : 'failure';
  return said.kind === 'unknown' || said.kind === 'no_answer' ? 'failure' : 'answer';
}

function cleaned(said: Said, redactor: Redactor, maxBytes: number): Said {
  if (said.kind === 'cannot_say') return said;
  if ('error' in said) return { ...said, error: redactor.error(said.error) };
  if (said.kind === 'pending') return { ...said, state: redactor.json(said.state) };
  const events = (said.events ?? []).map(({ type, data }) => ({
    type,
    data: redactor.json(data) as Record<string, Json>,
  }));
  const clean: ActionOutcome = { kind: 'succeeded', output: capOutput(redactor.json(said.output), maxBytes) };
  return events.length === 0 ? clean : { ...clean, events };
}

/** Fields of every line about a command; its params have no place in a log. */
export const idsOf = ({ id, tenant, run, step, workflow, event, connector }: Command) => ({
  tenant,
  connector,
  workflow: workflow.id,
  event: event.id,
  run,
  step,
  command: id,
});

/** What a connector logs, redacted; of its fields only those that every log may have. */
function callLog(log: Logger, command: Command, redactor: Redactor): CallLog {
  const own = log.child(idsOf(command));
  const clean = (fields: Readonly<Record<string, Json>> = {}) =>
    redactor.json(fields) as Readonly<Record<string, string>>;
  return {
    info: (message, fields) => own.info(redactor.text(message), clean(fields)),
    warn: (message, fields) => own.warn(redactor.text(message), clean(fields)),
  };
}
