import { bindHosts, type HttpClient } from '@hookswitch/connector-sdk';

/** A credential of one call and where it may go. */
export interface HostBinding {
  readonly hosts: readonly string[];
  holdsSecret(text: string): boolean;
}

/**
 * A client for one call: its requests go only where every credential of the call may go. A download fetches what an event names, from
 * other hosts and without credentials; one that carries a credential after all is bound like a request.
 */
export function boundClient(http: HttpClient, bindings: readonly HostBinding[]): HttpClient {
  if (bindings.length === 0) return http;
  const bound = bind(http, bindings);
  return {
    request: (request) => bound.request(request),
    download: (request, sink) => {
      const texts = [request.url, ...Object.values(request.headers ?? {})];
      const carried = bindings.filter((binding) => texts.some((text) => binding.holdsSecret(text)));
      return bind(http, carried).download(request, sink);
    },
  };
}

const bind = (http: HttpClient, bindings: readonly HostBinding[]): HttpClient =>
  bindings.reduce((client, { hosts }) => bindHosts(client, hosts), http);
