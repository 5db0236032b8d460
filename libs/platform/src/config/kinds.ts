import { Secret } from '@hookswitch/connector-sdk';

/** How the text of an environment variable becomes a value. */
export interface Kind<T> {
  /** What the text must look like; stands in the reference and in error messages, after "must be". */
  readonly form: string;
  /** undefined: the text has another form. */
  read(text: string): T | undefined;
  /** More exactly what is wrong with a text that `read` refused; shows nothing of it. */
  why?(text: string): string;
}

export const text: Kind<string> = { form: 'text', read: (value) => value };

export const matching = (pattern: RegExp, form: string): Kind<string> => ({
  form,
  read: (value) => (pattern.test(value) ? value : undefined),
});

export const integer = (min: number, max: number): Kind<number> => ({
  form: `a whole number from ${min} to ${max}`,
  read: (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined,
});

/** 0 lets the system choose, for tests. */
export const port = integer(0, 65_535);

export const flag: Kind<boolean> = {
  form: '`true` or `false`',
  read: (value) =>
    new Map([
      ['true', true],
      ['false', false],
    ]).get(value),
};

export const choice = <const T extends string>(...names: readonly T[]): Kind<T> => ({
  form: `one of ${names.map((name) => `\`${name}\``).join(', ')}`,
  read: (value) => names.find((name) => name === value),
});

/** Comma-separated; blanks around an entry do not count, an empty text is an empty list. */
export const list = <T>(entry: Kind<T>): Kind<readonly T[]> => ({
  form: `a comma-separated list, each ${entry.form}`,
  read(value) {
    if (value.trim() === '') return [];
    const entries = value.split(',').map((part) => entry.read(part.trim()));
    return entries.every((part) => part !== undefined) ? entries : undefined;
  },
});

export const url = (...protocols: readonly string[]): Kind<string> => ({
  form: `a URL that begins with ${protocols.map((protocol) => `\`${protocol}//\``).join(' or ')}`,
  read: (value) => (protocols.includes(parsed(value)?.protocol ?? '') ? value : undefined),
});

/** An exact `scheme://host:port`, in the form that `URL.origin` gives. */
export const origin: Kind<string> = {
  form: 'an origin such as `http://127.0.0.1:8090`',
  read(value) {
    const found = parsed(value);
    return found && /^https?:$/.test(found.protocol) && found.href === `${found.origin}/` ? found.origin : undefined;
  },
};

/** The text is checked now and stays hidden; whoever needs it calls `reveal()`. */
export const secret = <T>(kind: Kind<T>): Kind<Secret> => ({
  form: kind.form,
  ...(kind.why !== undefined && { why: (value: string) => kind.why?.(value) ?? '' }),
  read: (value) => (kind.read(value) === undefined ? undefined : new Secret(value)),
});

const parsed = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);
