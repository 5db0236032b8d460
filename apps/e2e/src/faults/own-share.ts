import type { Tenant } from '../harness/tenant.js';
import type { Lab } from './lab.js';

/** The lab as if nobody but these tenants had used it: experiments that share one look at their own. */
export function ownShare(lab: Lab, tenants: readonly Tenant[]): Lab {
  const own = new Set(tenants.map(({ id }) => id));
  return { ...lab, sink: { ...lab.sink, kept: () => lab.sink.kept().filter(({ tenant }) => own.has(tenant)) } };
}
