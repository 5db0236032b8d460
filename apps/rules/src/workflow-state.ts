import { SNAPSHOT_KEY, WorkflowSet, type Engines } from '@hookswitch/domain';
import { decodeMessage, type BusRecord } from '@hookswitch/messaging';
import type { Logger } from '@hookswitch/platform';
import type { RulesMeters } from './meters.js';
import { Waiting } from './wait.js';

/** The compacted topics that planning needs whole. */
export type StateTopic = 'workflows' | 'tenants';
/** Header of a tombstone of `workflows.v1`: the tenant's revision that removed the workflow, in decimal. */
const REVISION_HEADER = 'hs_revision';
/** Exists without a record. */
const DEFAULT_TENANT = 'default';

/**
 * All workflows and tenants in force, as their compacted topics tell. Complete once both were read to where they ended at the start and the
 * gateway's snapshot marker was seen in every partition: an empty or re-created topic never looks so.
 */
export class WorkflowState {
  readonly workflows: WorkflowSet;
  readonly #waiting = new Waiting();
  readonly #markers = { workflows: new Set<number>(), tenants: new Set<number>() };
  readonly #caughtUp = { workflows: false, tenants: false };
  #changes = 0;

  constructor(
    engines: Engines,
    private readonly partitions: Readonly<Record<StateTopic, number>>,
    private readonly log: Logger,
    private readonly meters: RulesMeters,
  ) {
    this.workflows = new WorkflowSet(engines);
  }

  /** Another number after each change. */
  get changes(): number {
    return this.#changes;
  }

  /** Why planning would not see everything yet; undefined once it does. */
  missing(): string | undefined {
    for (const topic of ['tenants', 'workflows'] as const) {
      if (!this.#caughtUp[topic]) return `has not yet read all of ${topic}`;
      const left = this.partitions[topic] - this.#markers[topic].size;
      if (left > 0) return `waits for the gateway's snapshot in ${left} partition(s) of ${topic}`;
    }
    return undefined;
  }

  /** False when the signal was aborted before. */
  complete(signal: AbortSignal): Promise<boolean> {
    return this.#waiting.until(() => this.missing() === undefined, signal);
  }

  /** Whether events of this tenant can be its own. */
  knows(tenant: string): boolean {
    return tenant === DEFAULT_TENANT || this.workflows.tenant(tenant) !== undefined;
  }

  /** Its workflows and its own record come on two topics, in any order. */
  has(tenant: string, revision: number): boolean {
    return this.knows(tenant) && this.workflows.revision(tenant) >= revision;
  }

  /** Waits until every tenant has its revision; false when the time is over before. */
  reached(revisions: ReadonlyMap<string, number>, timeoutMs: number): Promise<boolean> {
    const holds = () => [...revisions].every(([tenant, revision]) => this.has(tenant, revision));
    return this.#waiting.until(holds, AbortSignal.timeout(timeoutMs));
  }

  caughtUp(topic: StateTopic): void {
    this.#caughtUp[topic] = true;
    this.#waiting.changed();
  }

  take(topic: StateTopic, records: readonly BusRecord[]): void {
    this.#changes += 1;
    for (const record of records) {
      const key = record.key?.toString() ?? '';
      if (key === SNAPSHOT_KEY) this.#markers[topic].add(record.partition);
      else if (topic === 'workflows') this.#takeWorkflow(key, record);
      else this.#takeTenant(key, record);
    }
    this.meters.workflows.set(this.workflows.size);
    this.meters.onEveryEvent.set(this.workflows.onEveryEvent);
    this.#waiting.changed();
  }

  #takeWorkflow(key: string, record: BusRecord): void {
    if (record.value === null) {
      const [tenant, id] = split(key);
      const revision = Number(record.headers[REVISION_HEADER]?.toString() ?? NaN);
      this.workflows.remove(tenant, id, Number.isSafeInteger(revision) ? revision : undefined);
      return;
    }
    const decoded = decodeMessage('workflow', record);
    if (!decoded.ok) return this.#refused(record, decoded.error);
    const { tenant, id, version, revision } = decoded.value;
    const put = this.workflows.put(decoded.value);
    const first = put.ok ? undefined : put.error[0];
    if (first) {
      const { pointer, code } = first;
      this.log.error('a workflow cannot be compiled and is out of force', {
        tenant,
        workflow: id,
        version,
        code,
        at: pointer,
      });
    } else this.log.debug('workflow in force', { tenant, workflow: id, version, revision });
    this.#observeLag(record);
  }

  #takeTenant(key: string, record: BusRecord): void {
    if (record.value === null) return this.workflows.removeTenant(key);
    const decoded = decodeMessage('tenant', record);
    if (!decoded.ok) return this.#refused(record, decoded.error);
    this.workflows.putTenant(decoded.value);
  }

  /** How long a change took to get here; while the topic is read for the first time it says nothing. */
  #observeLag({ timestamp }: BusRecord): void {
    if (this.#caughtUp.workflows) this.meters.versionLag.observe(Math.max(0, Date.now() - timestamp) / 1_000);
  }

  #refused({ topic, partition, offset }: BusRecord, { code, message }: { code: string; message: string }): void {
    this.log.error(`a record cannot be read and is left out: ${message}`, { topic, partition, offset, code });
  }
}

function split(key: string): readonly [string, string] {
  const bar = key.indexOf('|');
  return bar < 0 ? [key, ''] : [key.slice(0, bar), key.slice(bar + 1)];
}
