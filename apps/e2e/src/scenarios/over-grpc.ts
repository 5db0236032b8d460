import { expect } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { eventually } from '@hookswitch/testing';
import { callEnded, grpcEvent } from '../harness/events.js';
import { structOf, withControl, type GrpcControl, type GrpcRun } from '../harness/grpc-control.js';
import { withGrpc } from '../harness/intakes.js';
import { received, type Scenario } from '../harness/scenario.js';
import { crmStep, document, saveAll } from '../harness/workflows.js';

interface Saved {
  readonly workflow: { readonly id: string; readonly etag: string };
}

const runOf = (client: GrpcControl, event: string) =>
  eventually(
    `the run of ${event}`,
    async () => (await client.runs<{ runs: readonly GrpcRun[] }>('listRuns', { event })).runs[0],
    { timeoutMs: 30_000, everyMs: 50 },
  );

export const grpcScenarios: readonly Scenario[] = [
  {
    name: 'a workflow is made, used and watched over gRPC alone',
    async run(world) {
      const { stack, tenant } = world;
      const wait = { id: 'wait', delay: { seconds: 2 } };
      const crm = crmStep(stack, 'crm', { name: '{{event.id}} {{event.properties.mark}}' });
      const spec = structOf(document('all-grpc', ['call.ended'], [wait, crm]));
      await withControl(world, async (client) => {
        const { workflow } = await client.workflows<Saved>('createWorkflow', { document: spec, message: 'by gRPC' });
        // In force once what is saved after it is.
        await saveAll(world);
        await withGrpc(world, (producer) => producer.publish(grpcEvent(callEnded('watched', { mark: tenant.id }))));
        const { id } = await runOf(client, 'watched');
        const states = await client.watch(id);
        expect(states[0]?.status).toBe('RUN_STATUS_RUNNING');
        expect(states.at(-1)).toMatchObject({ id, status: 'RUN_STATUS_SUCCEEDED' });
        expect(states.at(-1)?.steps.find((step) => step.id === 'crm')?.command?.status).toBe('succeeded');
        expect(await received(world, 'crm')).toHaveLength(1);

        const stale = { id: workflow.id, etag: '"77"' };
        await expect(client.workflows('deleteWorkflow', stale)).rejects.toMatchObject({ code: status.ABORTED });
        await client.workflows('deleteWorkflow', { id: workflow.id, etag: workflow.etag });
        await expect(client.workflows('getWorkflow', { id: workflow.id })).rejects.toMatchObject({
          code: status.NOT_FOUND,
        });
      });
    },
  },
];
