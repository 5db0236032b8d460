import type { WorkloadEvent, WorkloadRule } from './workload.mjs';

export function matchingIds(rules: readonly WorkloadRule[], event: WorkloadEvent): string[];
