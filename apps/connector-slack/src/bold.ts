const CODE = /(```[\s\S]*?```|`[^`\n]*`)/;
const DOUBLE = /\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*/g;

/** Slack writes bold with one asterisk and shows two as they are: `**text**` becomes `*text*`, but in code. */
export const slackBold = (text: string): string =>
  text
    .split(CODE)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replaceAll(DOUBLE, '*$1*')))
    .join('');
