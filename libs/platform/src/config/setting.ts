import type { Kind } from './kinds.js';

/** What runs: the connectors are one kind of service, whatever their type. */
export type ServiceName = 'gateway' | 'rules' | `connector-${string}` | 'standalone' | 'simulator' | 'cli';
export const SERVICE_KINDS = ['gateway', 'rules', 'connectors', 'standalone', 'simulator', 'cli'] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

export const serviceKind = (name: ServiceName): ServiceKind =>
  SERVICE_KINDS.find((kind) => kind === name) ?? 'connectors';

/** One environment variable. Settings are data: loading, the reference page and the chart read the same table. */
export interface Setting<T = unknown> {
  readonly name: string;
  readonly kind: Kind<NonNullable<T>>;
  /** As one would write it into the environment. */
  readonly default?: string;
  /** Also read from the file that `NAME_FILE` names. */
  readonly secret: boolean;
  /** Reading it while it is not set gives undefined rather than an error. */
  readonly optional: boolean;
  /** `NAME_FILE` works for it without it being a secret (certificates). */
  readonly fromFile: boolean;
  readonly usedBy: readonly ServiceKind[];
  readonly requiredBy: readonly ServiceKind[];
  readonly description: string;
  /** Why a value of the right form will not do for this service. */
  refuse?(value: NonNullable<T>, service: ServiceKind): string | undefined;
  /** Type only: what the configuration holds. */
  readonly holds?: T;
}

type Details<T> = Pick<Setting<T>, 'description'> &
  Partial<Pick<Setting<T>, 'secret' | 'fromFile' | 'usedBy' | 'requiredBy' | 'refuse'>>;

const SERVERS: readonly ServiceKind[] = ['gateway', 'rules', 'connectors', 'standalone'];

const complete = <T>(name: string, kind: Kind<NonNullable<T>>, details: Details<T>): Setting<T> => ({
  secret: false,
  optional: false,
  fromFile: details.secret === true,
  usedBy: SERVERS,
  requiredBy: [],
  ...details,
  name,
  kind,
});

export const withDefault = <T>(
  name: string,
  kind: Kind<NonNullable<T>>,
  value: string,
  details: Details<T>,
): Setting<T> => ({
  ...complete<T>(name, kind, details),
  default: value,
});

export const optional = <T>(
  name: string,
  kind: Kind<NonNullable<T>>,
  details: Details<T | undefined>,
): Setting<T | undefined> => ({
  ...complete<T | undefined>(name, kind, details),
  optional: true,
});

/** Must be there for `requiredBy`; others who read it while it is not set get a ConfigError. */
export const required = <T>(
  name: string,
  kind: Kind<NonNullable<T>>,
  details: Details<T> & Required<Pick<Details<T>, 'requiredBy'>>,
): Setting<T> => complete<T>(name, kind, details);
