/** `at` from 0 to 1; the nearest rank, so that it is always one of the numbers. */
export function quantile(numbers, at) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(at * sorted.length) - 1))] ?? NaN;
}

export const median = (numbers) => quantile(numbers, 0.5);

/** Median and, in brackets, the lowest and the highest of several rounds. */
export function spread(numbers, format = rounded) {
  return `${format(median(numbers))} (${format(Math.min(...numbers))} to ${format(Math.max(...numbers))})`;
}

/** Three digits that mean something, with thousands apart. */
export function rounded(number) {
  const digits = number < 1 ? 3 : number < 10 ? 2 : number < 100 ? 1 : 0;
  return number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
