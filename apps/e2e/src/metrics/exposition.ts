export interface Exposed {
  readonly kind: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** Without `le`, which every histogram has. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Metrics by name, from the text format of Prometheus; of a histogram the counts alone. */
export function readExposition(text: string): ReadonlyMap<string, Exposed> {
  const found = new Map<string, { readonly kind: string; readonly samples: Sample[] }>();
  for (const line of text.split('\n')) {
    const [, declared, kind = ''] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? [];
    if (declared !== undefined) found.set(declared, { kind, samples: [] });
    const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const metric = found.get(name) ?? found.get(name.replace(/_count$/, ''));
    metric?.samples.push({ labels: labelsOf(labels), value: Number(value) });
  }
  return found;
}

const labelsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
