import { ConfigError } from './config-error.js';
import { findText, unknownNames, type Environment } from './environment.js';
import { serviceKind, type ServiceName, type Setting } from './setting.js';
import { SETTINGS, settingEntries, type SettingKey, type SettingValue } from './settings.js';

/**
 * The settings of one process: validated, frozen, and the only thing that reads the environment. Reading a setting that is neither set
 * nor optional throws a {@link ConfigError}; that happens only to a service that does not list it as required.
 */
export type Config = {
  readonly [K in SettingKey]: SettingValue<K>;
} & {
  readonly service: ServiceName;
  /** What is allowed but should be mended, for the log. */
  readonly warnings: readonly string[];
};

type Values = { readonly [K in SettingKey]?: SettingValue<K> };

const VALUES = Symbol('values');

/** Throws a {@link ConfigError} that lists everything wrong at once, never a value. */
export function loadConfig(service: ServiceName, env: Environment): Config {
  const values: Record<string, unknown> = {};
  const warnings: string[] = [];
  const problems = [...unknownNames(env)];
  for (const [key, setting] of settingEntries()) {
    if (!setting.usedBy.includes(serviceKind(service))) continue;
    const found = findText(setting, env);
    if (found.warning !== undefined) warnings.push(found.warning);
    const text = found.text ?? setting.default;
    const problem = found.problem ?? missing(setting, service, text) ?? refused(setting, service, text);
    if (problem !== undefined) problems.push(problem);
    else if (text !== undefined) values[key] = setting.kind.read(text);
  }
  problems.push(...(problems.length === 0 ? inconsistencies(values) : []));
  if (problems.length > 0) throw new ConfigError(problems);
  return build(service, values, warnings);
}

/** The same configuration with other values: how standalone hands each of its services what it made for it. */
export function withSettings(config: Config, service: ServiceName, values: Values): Config {
  const own = (config as unknown as Record<typeof VALUES, Values>)[VALUES];
  return build(service, { ...own, ...values }, config.warnings);
}

/** Whether a setting has a value of its own or a default: reading one that has neither throws. */
export const isSet = (config: Config, key: SettingKey): boolean =>
  (config as unknown as Record<typeof VALUES, Values>)[VALUES][key] !== undefined ||
  SETTINGS[key].default !== undefined;

function missing({ name, requiredBy, fromFile, kind }: Setting, service: ServiceName, text: string | undefined) {
  if (text !== undefined || !requiredBy.includes(serviceKind(service))) return undefined;
  return `${name}${fromFile ? ` (or ${name}_FILE)` : ''} is missing: it must be ${kind.form}`;
}

function refused(setting: Setting, service: ServiceName, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { name, kind } = setting;
  const value = kind.read(text);
  if (value === undefined) return kind.why ? `${name} is not right: ${kind.why(text)}` : `${name} must be ${kind.form}`;
  const reason = setting.refuse?.(value, serviceKind(service));
  return reason === undefined ? undefined : `${name} ${reason}`;
}

function inconsistencies(values: Values): readonly string[] {
  const problems: string[] = [];
  const needs = (key: SettingKey, other: SettingKey) => {
    if (values[key] !== undefined && values[other] === undefined)
      problems.push(`${SETTINGS[key].name} needs ${SETTINGS[other].name} too`);
  };
  needs('kafkaSaslMechanism', 'kafkaSaslUsername');
  needs('kafkaSaslMechanism', 'kafkaSaslPassword');
  needs('kafkaSaslPassword', 'kafkaSaslMechanism');
  needs('kafkaTlsCert', 'kafkaTlsKey');
  needs('kafkaTlsKey', 'kafkaTlsCert');
  // Whoever names certificates means encryption: without this the password of the log-in would go out in the clear.
  for (const key of ['kafkaTlsCa', 'kafkaTlsCert'] as const)
    if (values[key] !== undefined && values.kafkaTlsEnabled !== true)
      problems.push(`${SETTINGS[key].name} needs ${SETTINGS.kafkaTlsEnabled.name}=true too`);
  return problems;
}

function build(service: ServiceName, values: Values, warnings: readonly string[]): Config {
  const config = { service, warnings: Object.freeze([...warnings]) };
  for (const [key, setting] of settingEntries())
    Object.defineProperty(config, key, { enumerable: true, get: () => valueOf(setting, values[key], service) });
  Object.defineProperty(config, VALUES, { value: Object.freeze({ ...values }) });
  return Object.freeze(config) as unknown as Config;
}

function valueOf({ name, kind, default: standard, optional }: Setting, value: unknown, service: ServiceName): unknown {
  if (value !== undefined || optional) return value;
  if (standard !== undefined) return kind.read(standard);
  throw new ConfigError([`${name} is not set, and ${service} needs it: it must be ${kind.form}`]);
}
