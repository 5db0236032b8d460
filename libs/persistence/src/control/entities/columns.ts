/** TypeORM turns bigint into text; ours stay below 2^53. */
export const bigint = {
  type: 'bigint',
  transformer: { from: Number, to: (value: number | undefined) => value },
} as const;
export const texts = { type: 'text', array: true } as const;
export const instant = { type: 'timestamptz' } as const;
