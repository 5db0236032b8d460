/** A number that may be set for a tenant. */
export interface Limit {
  /** For tenants of which nobody has said otherwise. */
  readonly default: number;
  readonly min: number;
  /** What the product itself can do; nothing that is set goes beyond it. */
  readonly max: number;
  readonly description: string;
}

export type Limits<Name extends string> = Readonly<Record<Name, Limit>>;

/** By name, those that were set. */
export type SetLimits<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** Null takes one back to the release's. */
export type LimitChange<Name extends string> = Readonly<Partial<Record<Name, number | null | undefined>>>;

/** Those that are set for the tenant, and the release's for the others. */
export const limitsOf = <Name extends string>(limits: Limits<Name>, set?: SetLimits<NoInfer<Name>>) =>
  Object.fromEntries(namesOf(limits).map((name) => [name, set?.[name] ?? limits[name].default])) as Readonly<
    Record<Name, number>
  >;

/** What is to be kept of those that are set now and those that are to change. */
export function changedLimits<Name extends string>(
  limits: Limits<Name>,
  before: SetLimits<NoInfer<Name>>,
  change: LimitChange<NoInfer<Name>>,
): SetLimits<Name> {
  const kept = new Map<string, unknown>(Object.entries(before));
  for (const name of namesOf(limits)) {
    const value: number | null | undefined = change[name];
    if (value === null) kept.delete(name);
    else if (value !== undefined) kept.set(name, value);
  }
  return Object.fromEntries(kept) as SetLimits<Name>;
}

const namesOf = <Name extends string>(limits: Limits<Name>) => Object.keys(limits) as unknown as readonly Name[];
