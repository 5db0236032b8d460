import type { Engines } from '../engines.js';
import { eventRef, type EventRef, type TelephonyEvent } from '../event.js';
import { runId } from '../ids.js';
import type { Json, JsonObject } from '../json.js';
import type { Result, WorkflowRef } from '../messages.js';
import type { Scope } from '../template/types.js';
import type { Continuation } from './types.js';

/** What conditions and templates see as `event`. */
export type EventView = { readonly [K in keyof EventRef]: EventRef[K] } & { readonly properties: JsonObject };

export const eventView = (event: TelephonyEvent): EventView => ({ ...eventRef(event), properties: event.data });

/** One workflow's reaction to one event, at the moment from which planning goes on. Times are milliseconds since the epoch. */
export interface Run {
  readonly tenant: string;
  readonly workflow: WorkflowRef;
  readonly event: EventView;
  readonly hopcount?: number | undefined;
  readonly traceparent?: string | undefined;
  readonly receivedAt: number;
  /** Given only for a replay: its expiry counts from receipt alone. */
  readonly replayof?: string | undefined;
  /** What earlier awaited steps became, by id: `{ status, output }`. */
  readonly steps: Readonly<Record<string, Json>>;
  /** Step id of the awaited action whose result led here. */
  readonly after?: string | undefined;
  readonly now: number;
  readonly engines: Engines;
}

export function runOfEvent(
  event: TelephonyEvent,
  view: EventView,
  workflow: WorkflowRef,
  now: number,
  engines: Engines,
): Run {
  const { tenant, hopcount, traceparent, replayof } = event;
  return { tenant, workflow, event: view, hopcount, traceparent, replayof, receivedAt: now, steps: {}, now, engines };
}

/** The result's step becomes readable for the steps that remain. */
export function runOfResult(result: Result, continuation: Continuation, now: number, engines: Engines): Run {
  const { tenant, workflow, event, traceparent, after, receivedAt } = continuation;
  const became: Json = { status: result.status ?? null, ...(result.output !== undefined && { output: result.output }) };
  return {
    tenant,
    workflow,
    event: { ...eventRef(event), properties: event.properties },
    hopcount: event.hopcount,
    traceparent: result.traceparent ?? traceparent,
    replayof: event.replayof,
    receivedAt: Date.parse(receivedAt),
    steps: { ...continuation.steps, [after]: became },
    after,
    now,
    engines,
  };
}

/** The scope of one run; what few conditions ask for is made when asked. */
export class RunScope implements Scope {
  /** The clock that conditions see: the end of the last delay. */
  clock: number;
  #id: string | undefined;

  constructor(private readonly facts: Run) {
    this.clock = facts.now;
  }
  get event(): Json {
    return this.facts.event;
  }
  get steps(): Json {
    return this.facts.steps;
  }
  get workflow(): Json {
    const { id, name, version } = this.facts.workflow;
    return { id, name, version };
  }
  get run(): Json {
    return { id: this.runId };
  }
  get now(): string {
    return iso(this.clock);
  }
  get runId(): string {
    const { tenant, event, workflow, engines } = this.facts;
    return (this.#id ??= runId({ tenant, source: event.source, id: event.id }, workflow.id, engines));
  }
}

export const iso = (epochMs: number): string => new Date(epochMs).toISOString();
