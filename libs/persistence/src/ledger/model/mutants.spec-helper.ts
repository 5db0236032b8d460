interface Mutant {
  /** A piece of a statement, and what stands there instead. */
  readonly from: string;
  readonly to: string;
  /** With it the first stories find it out. */
  readonly seed: number;
}

const IS_CANCELLED = "(c.next = 'perform' AND EXISTS (SELECT FROM connector_test.cancelled_runs";

export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'a late confirm is not fenced': {
    from: 'AND c.attempt = s.attempt AND c.grip = s.grip AND c.owner = s.owner',
    to: '',
    seed: 5,
  },
  'a lane does not wait for the answer': { from: 'AND NOT (c.first AND c.lane = ANY (w.lanes))', to: '', seed: 3 },
  'a redrive that is read twice counts twice': { from: 'AND a.redrives = c.redrives', to: '', seed: 9 },
  'a start does not look for cancelled runs': {
    from: `WHEN ${IS_CANCELLED}`,
    to: `WHEN false AND ${IS_CANCELLED}`,
    seed: 7,
  },
  'what has begun is given back': {
    from: 'AND NOT EXISTS (SELECT FROM unnest($2::uuid[], $3::int[]) AS g(id, grip) WHERE g.id = c.id AND g.grip = c.grip)',
    to: 'AND $2::uuid[] IS NOT NULL AND $3::int[] IS NOT NULL',
    seed: 1,
  },
};
