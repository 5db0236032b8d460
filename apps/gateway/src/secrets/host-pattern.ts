/** An exact host name or `*.name` (one label): where a secret may be sent. */
export const HOST_PATTERN =
  /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const HOST_MESSAGE =
  'a host is a lower-case name such as api.example.com, or *.example.com for its direct subdomains';

/** Whether everything that `inner` covers is covered by `outer`. */
export function coversHost(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (!outer.startsWith('*.') || inner.startsWith('*.')) return false;
  const [, ...rest] = inner.split('.');
  return rest.join('.') === outer.slice(2);
}
