export { markdownTable as table } from '@hookswitch/platform';

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

export const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

/** Folded away: what not every reader wants to scroll over. */
export const details = (summary: string, text: string): string =>
  `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;

export const page = (...parts: readonly string[]): string => `${parts.filter((part) => part !== '').join('\n\n')}\n`;

export const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
