import { resolveTrigger } from '../catalogue/catalogue.js';
import { triggersOf } from '../catalogue/derived.js';
import type { Engines } from '../engines.js';
import type { TelephonyEvent } from '../event.js';
import { isLookedUp, leadingConditions } from '../matching/every-event.js';
import { Fields } from '../matching/fields.js';
import { Predicates } from '../matching/predicates.js';
import { Found, Rule } from '../matching/rule.js';
import { RuleSet } from '../matching/rule-set.js';
import { allOf, termsOf } from '../matching/terms-of.js';
import type { TenantRecord } from '../messages.js';
import { ok, type Outcome } from '../result-type.js';
import type { Problem } from '../workflow/check/problem.js';
import type { WorkflowRecord } from '../workflow/record.js';
import { compileWorkflow, type CompiledWorkflow } from './compile-workflow.js';
import { withoutLeading } from './leading.js';
import { eventView, type EventView } from './run.js';

interface Entry {
  readonly revision: number;
  /** This and what follows is absent for a removed one: its revision still counts. */
  readonly onEveryEvent?: boolean;
  readonly rules?: readonly { readonly trigger: string; readonly rule: Rule<CompiledWorkflow> }[];
}

interface Tenant {
  record?: TenantRecord;
  revision: number;
  readonly entries: Map<string, Entry>;
  readonly byTrigger: Map<string, RuleSet<CompiledWorkflow>>;
}

/** What an event may set off. */
export interface Candidates {
  /** In the order of their ids: all workflows that listen for the event and fire, and a few that are not `decided` and then do not. */
  readonly workflows: readonly CompiledWorkflow[];
  /** How many the index had to try. */
  readonly tried: number;
}

const NONE: Candidates = { workflows: [], tried: 0 };

/** All workflows in force, by tenant and trigger and then by what they ask of an event. Never two versions of one workflow. */
export class WorkflowSet {
  readonly #tenants = new Map<string, Tenant>();
  readonly #fields = new Fields();
  readonly #predicates: Predicates;
  #size = 0;
  #onEveryEvent = 0;

  constructor(private readonly engines: Engines) {
    this.#predicates = new Predicates(this.#fields, engines);
  }

  get size(): number {
    return this.#size;
  }

  /** How many cannot be looked up, and are tried for every event of their triggers. */
  get onEveryEvent(): number {
    return this.#onEveryEvent;
  }

  /**
   * Takes the place of what is known of the workflow; false: a higher revision is. A record that cannot be compiled takes the older
   * version out of force all the same, since nobody wants that one any more.
   */
  put(record: WorkflowRecord): Outcome<boolean, readonly Problem[]> {
    if (!this.#clear(record.tenant, record.id, record.revision)) return ok(false);
    const compiled = compileWorkflow(record, this.engines);
    if (!compiled.ok) return compiled;
    const tenant = this.#open(record.tenant);
    const { terms, decided } = allOf(leadingConditions(record.spec).map(termsOf));
    const workflow = decided ? withoutLeading(compiled.value) : compiled.value;
    const triggers = new Set(record.spec.trigger.events.map(resolveTrigger));
    const rules = [...triggers].map((trigger) => {
      const rule = new Rule(workflow, this.#predicates.takeAll(terms));
      let set = tenant.byTrigger.get(trigger);
      if (!set) tenant.byTrigger.set(trigger, (set = new RuleSet()));
      set.add(rule);
      return { trigger, rule };
    });
    const onEveryEvent = !isLookedUp(terms);
    tenant.entries.set(record.id, { revision: record.revision, rules, onEveryEvent });
    this.#size += 1;
    if (onEveryEvent) this.#onEveryEvent += 1;
    return ok(true);
  }

  /** Without a revision it is removed whatever is known; with one, records up to that revision stay away. */
  remove(tenant: string, id: string, revision?: number): void {
    this.#clear(tenant, id, revision ?? this.#tenants.get(tenant)?.entries.get(id)?.revision ?? 0);
  }

  putTenant(record: TenantRecord): void {
    const tenant = this.#open(record.tenant);
    if (tenant.record && tenant.record.revision > record.revision) return;
    tenant.record = record;
    tenant.revision = Math.max(tenant.revision, record.revision);
  }

  /** The tenant no longer exists; its workflows go by their own tombstones. */
  removeTenant(tenant: string): void {
    delete this.#tenants.get(tenant)?.record;
  }

  tenant(id: string): TenantRecord | undefined {
    return this.#tenants.get(id)?.record;
  }

  /** The highest revision seen of anything of the tenant; 0 when nothing was. */
  revision(tenant: string): number {
    return this.#tenants.get(tenant)?.revision ?? 0;
  }

  candidates(event: TelephonyEvent, view: EventView): Candidates {
    const tenant = this.#tenants.get(event.tenant);
    if (!tenant || tenant.byTrigger.size === 0) return NONE;
    this.#fields.open(view);
    const found = new Found<CompiledWorkflow>(this.#fields.stamp);
    const triggers = triggersOf(event, tenant.record?.deriveCallEvents ?? true, tenant.record?.eventTypes);
    for (const trigger of triggers) tenant.byTrigger.get(trigger)?.find(found);
    const { items, tried } = found;
    const workflows = triggers.length > 1 ? [...new Set(items)] : items;
    if (workflows.length > 1) workflows.sort((left, right) => (left.ref.id < right.ref.id ? -1 : 1));
    return { workflows, tried };
  }

  /** The workflows of {@link candidates}. */
  match(event: TelephonyEvent, view: EventView = eventView(event)): readonly CompiledWorkflow[] {
    return this.candidates(event, view).workflows;
  }

  /** False: a higher revision is known. */
  #clear(tenantId: string, id: string, revision: number): boolean {
    const tenant = this.#open(tenantId);
    const known = tenant.entries.get(id);
    if (known && known.revision > revision) return false;
    tenant.revision = Math.max(tenant.revision, revision);
    tenant.entries.set(id, { revision });
    if (!known?.rules) return true;
    this.#size -= 1;
    if (known.onEveryEvent) this.#onEveryEvent -= 1;
    for (const { trigger, rule } of known.rules) {
      const set = tenant.byTrigger.get(trigger);
      set?.remove(rule);
      this.#predicates.release(rule.predicates);
      if (set?.size === 0) tenant.byTrigger.delete(trigger);
    }
    return true;
  }

  #open(id: string): Tenant {
    let tenant = this.#tenants.get(id);
    if (!tenant) this.#tenants.set(id, (tenant = { revision: 0, entries: new Map(), byTrigger: new Map() }));
    return tenant;
  }
}
