import {
  ServerInterceptingCall,
  ServerListenerBuilder,
  type Metadata,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import type { BodyBudget, HeldBytes } from '../http/body-budget.js';
import { noRoom } from '../http/limit-bodies.js';
import { GRPC_ACCESS, type GrpcAccess, type GrpcMethodName } from './grpc-access.js';
import { statusOf } from './grpc-errors.js';
import { PACKAGE } from './proto-files.js';
import { sizeOf } from './size-of.js';

/**
 * Refuses by the metadata alone who may not call, before a message is read, and messages that the budget has no room for. Streams of
 * events bound what they hold themselves. Handlers ask again who calls: a stream may outlive its key.
 */
export const admitCalls =
  (access: Pick<GrpcAccess, 'enter'>, budget: BodyBudget): ServerInterceptor =>
  ({ path, requestStream }, call) => {
    const method = path.slice(`/${PACKAGE}.`.length);
    if (!isOurs(method)) return new ServerInterceptingCall(call);
    let held: HeldBytes | undefined;
    const refuse = (error: unknown) => {
      held?.release();
      call.sendStatus(statusOf(error));
    };
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, receive) => {
        const admitted = (tenant: string) => {
          held = budget.hold(tenant);
          receive(metadata);
        };
        enter(access, method, metadata, call).then(admitted, refuse);
      })
      .withOnReceiveMessage((message: object, receive) => {
        if (requestStream || held?.grow(sizeOf(message))) receive(message);
        else refuse(noRoom());
      })
      .withOnCancel(() => held?.release())
      .build();
    return new ServerInterceptingCall(call, {
      start: (next) => next(listener),
      sendStatus: (status, next) => {
        held?.release();
        next(status);
      },
    });
  };

const isOurs = (method: string): method is GrpcMethodName => Object.hasOwn(GRPC_ACCESS, method);

async function enter(
  access: Pick<GrpcAccess, 'enter'>,
  method: GrpcMethodName,
  metadata: Metadata,
  call: ServerInterceptingCallInterface,
): Promise<string> {
  const { tenant } = await access.enter(method, metadata, call.getPeer());
  return tenant;
}
