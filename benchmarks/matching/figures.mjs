import { median, rounded } from '../lib/statistics.mjs';

/** What the index is measured by: the figure, what it has to reach first, and how it comes out of the results by family and size. */
const FIGURES = [
  against('event-ruler', 'A,B,C', 1_000, 0.7),
  against('event-ruler', 'G', 1_000, 1),
  against('event-ruler', 'E', 1_000, 4),
  against('JSON.parse alone', 'A,B,C,G', 10_000, 0.5),
  flatness('A,C,G', 10_000, 1_000, 0.5),
  flatness('A,C,G', 100_000, 1_000, 0.2),
  against('linear closures', 'E', 1_000, 4),
  {
    families: 'E',
    what: 'events per CPU-second at 100,000 rules, most of them on one trigger',
    least: 5_000,
    of: (results, family) => rateOf(results, family, 100_000, 'hookswitch'),
  },
  cost('seconds of CPU time to load 100,000 rules', 10, ({ loaded }) => loaded.loadMs / 1_000),
  cost('µs of CPU time to add one of 100,000', 100, ({ churn }) => churn.addMicros),
  cost('µs of CPU time to remove one of 100,000', 100, ({ churn }) => churn.removeMicros),
  cost('ms by the clock, the longest change or event among 10,000 changes', 50, ({ churn }) => churn.longestMs),
  cost('KB of heap per rule at 100,000', 6, ({ loaded }) => loaded.heapPerRule / 1_000),
  cost('events with a wrong result after 10,000 changes', 0, ({ churn }) => churn.wrong),
];

/** Lines in words, of those figures that this run has the results for. `results`: by "family size", by contender. */
export const figureLines = (results) =>
  FIGURES.flatMap((figure) => {
    const values = figure.families.split(',').flatMap((family) => {
      const value = figure.of(results, family);
      return value === undefined || Number.isNaN(value) ? [] : [{ family, value }];
    });
    if (values.length === 0) return [];
    const reached = values.every(({ value }) =>
      figure.most === undefined ? value >= figure.least : value <= figure.most,
    );
    const bound = figure.most === undefined ? `at least ${figure.least}` : `at most ${figure.most}`;
    const each = values.map(({ family, value }) => `${family} ${rounded(value)}`).join(', ');
    return [`${reached ? 'reached    ' : 'NOT REACHED'} ${figure.what}: ${each} (${bound})`];
  });

function against(other, families, size, least) {
  const of = (results, family) => rateOf(results, family, size, 'hookswitch') / rateOf(results, family, size, other);
  return { families, least, of, what: `rate against ${other}, ${size.toLocaleString('en')} rules` };
}

function flatness(families, size, base, least) {
  const of = (results, family) =>
    rateOf(results, family, size, 'hookswitch') / rateOf(results, family, base, 'hookswitch');
  return { families, least, of, what: `rate at ${size.toLocaleString('en')} ÷ at ${base.toLocaleString('en')} rules` };
}

function cost(what, most, pick) {
  const of = (results, family) => {
    const result = results.get(`${family} 100000`)?.hookswitch;
    return result && pick(result);
  };
  return { families: 'A,C,E,G', most, of, what };
}

const rateOf = (results, family, size, name) => {
  const rates = results.get(`${family} ${size}`)?.[name]?.rates;
  return rates ? median(rates) : NaN;
};
