type Compact<T> = { [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: Exclude<T[K], null | undefined>;
};

/** Without the fields that are null or undefined: SQL's way of saying that a field is absent. */
export const compact = <T extends object>(row: T): Compact<T> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined)) as Compact<T>;

export const iso = (time: string | null): string | undefined =>
  time === null ? undefined : new Date(time).toISOString();
