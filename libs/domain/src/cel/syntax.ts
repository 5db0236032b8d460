/** Variables of every expression: the roots that a condition's field begins with. `now` is text, the others are maps. */
export const CEL_VARIABLES = ['event', 'steps', 'workflow', 'run', 'now'] as const;
export type CelVariable = (typeof CEL_VARIABLES)[number];

export const MAX_CEL_LENGTH = 4_096;
export const MAX_CEL_NODES = 1_000;
export const MAX_CEL_DEPTH = 32;

/** One node of an expression as it was read, macros unexpanded; `start` and `end` are offsets in its text. */
export type CelSyntax = { readonly start: number; readonly end: number } & (
  | { readonly op: 'value'; readonly args: string | number | bigint | boolean | null | object }
  | { readonly op: 'id'; readonly args: string }
  | { readonly op: '.' | '.?'; readonly args: readonly [CelSyntax, string] }
  | { readonly op: '[]' | '[?]' | '&&' | '||'; readonly args: readonly [CelSyntax, CelSyntax] }
  | { readonly op: CelBinary; readonly args: readonly [CelSyntax, CelSyntax] }
  | { readonly op: '!_' | '-_'; readonly args: CelSyntax }
  | { readonly op: '?:'; readonly args: readonly [CelSyntax, CelSyntax, CelSyntax] }
  | { readonly op: 'call'; readonly args: readonly [string, readonly CelSyntax[]] }
  | { readonly op: 'rcall'; readonly args: readonly [string, CelSyntax, readonly CelSyntax[]] }
  | { readonly op: 'list'; readonly args: readonly CelSyntax[] }
  | { readonly op: 'map'; readonly args: readonly (readonly [CelSyntax, CelSyntax])[] }
);

export type CelBinary = '==' | '!=' | 'in' | '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>=';

export interface CelParsed {
  readonly ast: CelSyntax;
  /** CEL's name of the type; `dyn` when only an event can tell. */
  readonly type: string;
}

export interface CelRefusal {
  readonly message: string;
  /** Offset in the text. */
  readonly start: number;
  readonly tooLarge: boolean;
}
