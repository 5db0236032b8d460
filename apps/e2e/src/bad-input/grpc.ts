import { expect } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { callEnded, grpcEvent } from '../harness/events.js';
import { GrpcClient, type GrpcEvent } from '../harness/grpc-client.js';
import { withGrpc } from '../harness/intakes.js';
import type { Scenario } from '../harness/scenario.js';

const good = grpcEvent(callEnded('bad'));
const json = (data: unknown): GrpcEvent => ({ ...good, dataJson: Buffer.from(JSON.stringify(data)) });

const BAD: readonly (readonly [what: string, event: GrpcEvent, code: status, words: string])[] = [
  ['an unknown type', { ...good, type: 'call.exploded' }, status.INVALID_ARGUMENT, '/type'],
  ['no id', { ...good, id: '' }, status.INVALID_ARGUMENT, '/id'],
  ['data that does not fit', json({ call_uuid: 'c', direction: 'up' }), status.INVALID_ARGUMENT, '/data/direction'],
  ['data that is no JSON', { ...good, dataJson: Buffer.from('{') }, status.INVALID_ARGUMENT, ''],
  [
    'too much data',
    json({ ...callEnded('bad').data, notes: [{ note: 'x'.repeat(262_144) }] }),
    status.RESOURCE_EXHAUSTED,
    '/data',
  ],
];

export const badGrpc: readonly Scenario[] = [
  {
    name: 'over gRPC what cannot be taken is refused with its status and place',
    async run(world) {
      await withGrpc(world, async (client) => {
        for (const [what, event, code, words] of BAD) {
          const error = await client.publish(event).then(
            () => undefined,
            (reason: unknown) => reason as { readonly code: status; readonly details: string },
          );
          expect([what, error?.code]).toEqual([what, code]);
          expect(error?.details).toContain(words);
        }
        const outcomes = await client.publishBatch([grpcEvent(callEnded('taken')), { ...good, type: 'call.exploded' }]);
        expect(outcomes).toMatchObject([
          { id: 'taken', status: 'STATUS_ACCEPTED' },
          { status: 'STATUS_REJECTED', problems: [{ pointer: '/type', code: 'unknown_type' }] },
        ]);
      });
      const stranger = new GrpcClient(world.stack.grpc, undefined);
      await expect(stranger.publish(good)).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
      stranger.close();
    },
  },
];
