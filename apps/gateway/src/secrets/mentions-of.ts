/** How a document may name a secret: up to what can follow the name in a template or its JSON, as a longer name may begin with this one. */
export const mentionsOf = (name: string): readonly string[] =>
  ['}', ' ', '|', '\\'].map((next) => `secrets.${name}${next}`);
