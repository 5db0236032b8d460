import { kafkaSettings } from './settings-kafka.js';
import { securitySettings } from './settings-security.js';
import { serverSettings } from './settings-server.js';
import type { Setting } from './setting.js';

/** Every environment variable that Hookswitch reads, by the name it has in {@link Config}. */
export const SETTINGS = { ...kafkaSettings, ...serverSettings, ...securitySettings };
export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;

export const settingEntries = (): readonly (readonly [SettingKey, Setting])[] =>
  Object.entries(SETTINGS) as unknown as readonly (readonly [SettingKey, Setting])[];
