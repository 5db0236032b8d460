/** Columns under headings, separated by two blanks. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => visible(cell).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** What others wrote must not steer the terminal. */
export const visible = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd');
