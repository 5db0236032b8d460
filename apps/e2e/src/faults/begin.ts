import { newTenant, type Tenant } from '../harness/tenant.js';
import { saveAll } from '../harness/workflows.js';
import type { Lab } from './lab.js';
import { linesWorkflows } from './load/lines.js';

/** For what must not be repeated although the machine is busy: a short time-out ends attempts that nobody has hurt. */
export const PATIENT = { timeout: { seconds: 20 } } as const;

/** So many tenants whose calls go to every destination of the sink. `more`: of every step, instead of short attempts and quick repetitions. */
export function beginLines(
  lab: Lab,
  count: number,
  more?: Readonly<Record<string, unknown>>,
): Promise<readonly Tenant[]> {
  const { stack, sink } = lab;
  return Promise.all(
    Array.from({ length: count }, async () => {
      const tenant = await newTenant(stack);
      await saveAll({ stack, tenant, slot: 'a' }, ...linesWorkflows(tenant.id, sink.urls, more));
      return tenant;
    }),
  );
}
