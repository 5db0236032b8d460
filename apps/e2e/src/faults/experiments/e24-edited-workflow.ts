import { eventually } from '@hookswitch/testing';
import { callEnded } from '../../harness/events.js';
import { newTenant, type Tenant } from '../../harness/tenant.js';
import { document, saveAll } from '../../harness/workflows.js';
import { hasFired, planted } from '../boundaries/boundaries.js';
import { PATIENT } from '../begin.js';
import { conclude } from '../conclude.js';
import { atMost, type Experiment } from '../experiment.js';
import type { SentEvent } from '../history/history.js';
import type { Lab } from '../lab.js';
import { postStep } from '../load/lines.js';
import { extraRequests } from '../measures.js';

const EVENTS = 50;
/** Where the step goes before and after the edit, and where the one goes that the edit adds. */
const [OLD, NEW, ADDED] = [0, 1, 2];
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

/**
 * Rules dies when it has sent the commands of events and not committed them; the workflow is edited meanwhile; rules reads the events again,
 * and their sender repeats them, too. What was planned stays as it was planned, and only what is new starts.
 */
export const editedWorkflow: Experiment = {
  id: 'E24',
  title: 'a workflow is edited while its events are read twice',
  lab: { destinations: 3 },
  async run(lab) {
    const tenant = await newTenant(lab.stack);
    const [workflow] = await saveAll(
      { stack: lab.stack, tenant, slot: 'a' },
      document('edited', ['call.ended'], [step(lab, tenant, OLD)]),
    );
    const rules = lab.stack.service('rules');
    await rules.end();
    rules.start(planted('R1'));
    await rules.ready();
    const events = Array.from({ length: EVENTS }, (_, n) => callEnded(`edit-${n}`, {}, { subject: 'call-edit' }));
    await tenant.api.must('POST', '/v1/events', events, BATCH);
    await eventually('rules dying', () => !rules.isRunning, { timeoutMs: 30_000 });
    const steps = [step(lab, tenant, NEW), step(lab, tenant, ADDED, 'added')];
    await tenant.api.must('PUT', `/v1/workflows/${workflow?.id}`, document('edited', ['call.ended'], steps));
    rules.start();
    await rules.ready();
    await tenant.api.must('POST', '/v1/events', events, BATCH);
    const sent = events.map(({ id, type }, seq): SentEvent => ({
      tenant: tenant.id,
      id,
      type,
      subject: 'call-edit',
      seq,
      answer: 'acked',
    }));
    const expected = [{ workflow: 'edited', steps: [{ id: 'post', ordered: true as const }, { id: 'added' }] }];
    const { history, violations } = await conclude(lab, {
      tenants: [tenant],
      sent,
      model: { expected: () => expected },
    });
    const at = (destination: number) => lab.sink.kept().filter((kept) => kept.destination === destination).length;
    return {
      ...{ history, violations },
      load: `${EVENTS} events of one call, each sent twice`,
      injected: `a death of rules at R1${hasFired(rules, 'R1') ? '' : ', which was not reached'}, and an edit`,
      claims: [
        {
          what: 'events that were planned before the edit, all',
          measured: `${at(OLD)} of ${EVENTS}`,
          holds: at(OLD) === EVENTS,
        },
        atMost('of their steps that went where the edit says', at(NEW), 0),
        atMost('requests that were made twice', extraRequests(history), 0),
      ],
    };
  },
};

/** The other half of E24. */
export const upgrade: Experiment = {
  id: 'E24-upgrade',
  title: 'the installation is upgraded under load and rolled back',
  missing: () => 'there is no earlier release to upgrade from',
  run: () => Promise.reject(new Error('there is nothing to upgrade from')),
};

const step = ({ sink }: Lab, { id }: Tenant, destination: number, name = 'post') => ({
  ...postStep(id, sink.urls[destination] ?? '', PATIENT),
  id: name,
});
