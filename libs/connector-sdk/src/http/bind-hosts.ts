import type { HttpClient } from './client.js';
import { intersectHosts } from './host-patterns.js';

/** The same client, whose requests go to these hosts only, whatever else they allow. */
export function bindHosts(http: HttpClient, hosts: readonly string[]): HttpClient {
  const narrowed = (own: readonly string[] | undefined) => (own ? intersectHosts(own, hosts) : hosts);
  return {
    request: (request) => http.request({ ...request, allowedHosts: narrowed(request.allowedHosts) }),
    download: (request, sink) => http.download({ ...request, allowedHosts: narrowed(request.allowedHosts) }, sink),
  };
}
