export type Family = 'A' | 'B' | 'C' | 'D' | 'E' | 'F1' | 'F2' | 'G';
export interface WorkloadRule {
  readonly id: string;
  readonly tenant?: string;
  readonly type: string;
  readonly when: object;
}
export interface WorkloadEvent {
  readonly tenantid: string;
  readonly type: string;
  readonly data: object;
}
export const DEFAULT_SEED: number;
export function rules(family: Family, count: number, seed?: number): WorkloadRule[];
export function events(count: number, seed?: number): WorkloadEvent[];
