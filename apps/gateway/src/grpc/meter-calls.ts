import {
  ServerInterceptingCall,
  ServerListenerBuilder,
  status,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import type { Metrics } from '@hookswitch/platform';

/** A caller's clock runs out earlier than ours by what the call took to get here. */
const SLACK_MS = 50;

/** Measures every call of a method that exists, refused ones and those that were given up too. */
export function meterCalls(metrics: Metrics): ServerInterceptor {
  const duration = metrics.histogram('rpc_server_call_duration_seconds');
  return ({ path }, call) => {
    const started = performance.now();
    let isOver = false;
    const over = (code: status) => {
      if (isOver) return;
      isOver = true;
      duration.observe({ rpc_method: path.slice(1), status: status[code] }, (performance.now() - started) / 1_000);
    };
    // Comes after a status too, and says nothing then. An overdue call is answered by the library, or its caller has gone just before.
    const ended = () => over(msLeft(call) <= SLACK_MS ? status.DEADLINE_EXCEEDED : status.CANCELLED);
    return new ServerInterceptingCall(call, {
      start: (next) => next(new ServerListenerBuilder().withOnCancel(ended).build()),
      sendStatus: (sent, next) => {
        over(sent.code);
        next(sent);
      },
    });
  };
}

const msLeft = (call: ServerInterceptingCallInterface): number => Number(call.getDeadline()) - Date.now();
