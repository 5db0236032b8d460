import { ServerInterceptingCall, ServerListenerBuilder, type Metadata, type ServerInterceptor } from '@grpc/grpc-js';
import { ApiError } from '../problem/api-error.js';
import { statusOf } from './grpc-errors.js';

/** Refuses calls whose metadata is longer than that, names and values together: the library knows no limit of its own. */
export const limitMetadata =
  (maxBytes: number): ServerInterceptor =>
  (_method, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next(
          new ServerListenerBuilder()
            .withOnReceiveMetadata((metadata, receive) => {
              if (bytesOf(metadata) <= maxBytes) return receive(metadata);
              call.sendStatus(statusOf(new ApiError('headers_too_large', `at most ${maxBytes} bytes of metadata`)));
            })
            .build(),
        ),
    });

const bytesOf = (metadata: Metadata): number =>
  Object.entries(metadata.toHttp2Headers())
    .flatMap(([name, values]) => [values ?? ''].flat().map((value) => name.length + String(value).length))
    .reduce((sum, bytes) => sum + bytes, 0);
