import type { TelephonyEvent, WorkflowRecord } from '@hookswitch/domain';
import type { WorkloadEvent, WorkloadRule } from './workload.mjs';

export function workflowRecord(rule: WorkloadRule): WorkflowRecord;
export function telephonyEvent(event: WorkloadEvent, options: { readonly tenants: boolean }): TelephonyEvent;
