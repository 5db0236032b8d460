/** What a code means, and what brings it about: parts of Markdown sentences, as the reference shows them. */
export type CodeTable<Code extends string = string> = Readonly<Record<Code, readonly [meaning: string, cause: string]>>;
