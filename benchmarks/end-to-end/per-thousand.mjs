/** CPU seconds that each service used for a thousand events, its idling in that time included. */
export const perThousand = (before, after, events) =>
  after.map((each, index) => ((each - before[index]) / events) * 1_000);
