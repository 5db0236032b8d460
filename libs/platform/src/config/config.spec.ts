import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateApiKey } from '../auth/api-key.js';
import { generateContinuationKey } from '../sealing/continuation-keys.js';
import { generateKeyRing } from '../sealing/generate-key-ring.js';
import { loadConfig, withSettings } from './config.js';
import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import type { ServiceName } from './setting.js';

const DATABASE = 'postgres://me:canary-password@db:5432/hookswitch';
const gateway: Environment = { KAFKA_BROKERS: 'k1:9092, k2:9092', DATABASE_URL: DATABASE };

function problems(service: ServiceName, env: Environment): readonly string[] {
  try {
    loadConfig(service, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it('has defaults for what is not set, and lists as lists', () => {
    const config = loadConfig('gateway', gateway);
    expect(config).toMatchObject({
      service: 'gateway',
      kafkaBrokers: ['k1:9092', 'k2:9092'],
      topicPrefix: 'hookswitch',
      partitions: 12,
      httpPort: 8080,
      grpcPort: 9090,
      adminPort: 9464,
      logFormat: 'json',
      drainSeconds: 25,
      kafkaTlsEnabled: false,
      trustedSealingKeys: [],
    });
    expect(config.publicUrl).toBeUndefined();
    expect(config.databaseUrl.reveal()).toBe(DATABASE);
  });

  it('shows no secret and cannot be changed', () => {
    const config = loadConfig('gateway', gateway);
    expect(inspect(config, { depth: 9, showHidden: true, getters: true })).not.toContain('canary');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes an empty variable as absent', () => {
    expect(loadConfig('gateway', { ...gateway, HOOKSWITCH_HTTP_PORT: '', HOOKSWITCH_ADMIN_KEY: '' }).httpPort).toBe(
      8080,
    );
  });

  it('ignores what other services use, and what is not ours', () => {
    expect(
      problems('rules', { ...gateway, HOOKSWITCH_RULES_KEYS: generateContinuationKey(), HOOKSWITCH_HTTP_PORT: 'x' }),
    ).toEqual([]);
    expect(problems('gateway', { ...gateway, HOME: '/', KAFKA_OPTS: '-x' })).toEqual([]);
  });
});

describe('a wrong configuration', () => {
  it('is told at once and whole, with what is expected and without any value', () => {
    const found = problems('gateway', {
      DATABASE_URL: 'mysql://me:canary@db/x',
      HOOKSWITCH_HTTP_PORT: '80800-canary',
      HOOKSWITCH_LOG_FORMAT: 'canary',
      HOOKSWITCH_ADMIN_KEY: 'hks_canary',
    });
    expect(found).toEqual([
      'KAFKA_BROKERS is missing: it must be a comma-separated list, each `host:port`',
      'DATABASE_URL must be a URL that begins with `postgres://` or `postgresql://`',
      'HOOKSWITCH_HTTP_PORT must be a whole number from 0 to 65535',
      'HOOKSWITCH_LOG_FORMAT must be one of `json`, `plain`',
      'HOOKSWITCH_ADMIN_KEY must be an API key (`hks_…`) with a right checksum',
    ]);
    expect(new ConfigError(found).message).not.toContain('canary');
  });

  it.each([
    ['HOOKSWITCH_HTTP_PROT', 'HOOKSWITCH_HTTP_PORT'],
    ['HOOKSWITCH_TOPIC_PREFX', 'HOOKSWITCH_TOPIC_PREFIX'],
    ['HOOKSWITCH_KEYRING_FILE', 'HOOKSWITCH_KEY_RING_FILE'],
    ['HOOKSWITCH_http_port', 'HOOKSWITCH_HTTP_PORT'],
  ])('with the unknown name %s suggests %s', (name, meant) => {
    expect(problems('gateway', { ...gateway, [name]: 'canary' })).toEqual([
      `${name} is no setting of Hookswitch; did you mean ${meant}?`,
    ]);
  });

  it('suggests nothing for a name that is like no other', () => {
    expect(problems('gateway', { ...gateway, HOOKSWITCH_SOMETHING_ELSE_ENTIRELY: '' })).toEqual([
      'HOOKSWITCH_SOMETHING_ELSE_ENTIRELY is no setting of Hookswitch',
    ]);
  });

  it.each([
    ['KAFKA_BROKERS', ','],
    ['KAFKA_BROKERS', 'k1'],
    ['KAFKA_BROKERS', 'kafka://k1:9092'],
    ['HOOKSWITCH_TOPIC_PREFIX', 'Upper.Case'],
    ['HOOKSWITCH_PARTITIONS', '0'],
    ['HOOKSWITCH_PARTITIONS', '1e3'],
    ['HOOKSWITCH_PARTITIONS', '-1'],
    ['KAFKA_TLS_ENABLED', 'TRUE'],
    ['KAFKA_TLS_ENABLED', 'constructor'],
    ['HOOKSWITCH_PUBLIC_URL', 'hooks.example.com'],
    ['HOOKSWITCH_TRUSTED_SEALING_KEYS', 'any'],
    ['HOOKSWITCH_TRUSTED_SEALING_KEYS', 'too-short'],
    ['HOOKSWITCH_RECORDING_HOSTS', 'https://media.example.com'],
  ])('is refused: %s=%s', (name, value) => {
    expect(problems('gateway', { ...gateway, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} must `)),
    ]);
  });

  it.each(['http://127.0.0.1:8090/path', '127.0.0.1:8090', 'ftp://127.0.0.1', 'http://user:pw@127.0.0.1'])(
    'is refused: the origin %s',
    async (value) => {
      const env = { ...gateway, HOOKSWITCH_KEY_RING: await generateKeyRing(), HOOKSWITCH_EGRESS_TEST_ORIGINS: value };
      expect(problems('connector-http', env)).toHaveLength(1);
    },
  );

  it.each(['999.1.1.1/8', '10.0.0.0/33', '10.0.0.0', 'fd00::/129', ':::/8', 'x/8'])(
    'is refused: the address range %s',
    async (value) => {
      const env = { ...gateway, HOOKSWITCH_KEY_RING: await generateKeyRing() };
      expect(problems('connector-http', { ...env, HOOKSWITCH_EGRESS_ALLOW_CIDRS: value })).toEqual([
        'HOOKSWITCH_EGRESS_ALLOW_CIDRS must be a comma-separated list, each an address range such as `10.1.0.0/16`',
      ]);
      expect(problems('connector-http', { ...env, HOOKSWITCH_EGRESS_ALLOW_CIDRS: '10.1.0.0/16, fd00::/8' })).toEqual(
        [],
      );
    },
  );

  it('is refused when log-in or certificate is only half there', () => {
    expect(problems('gateway', { ...gateway, KAFKA_SASL_MECHANISM: 'plain' })).toEqual([
      'KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME too',
      'KAFKA_SASL_MECHANISM needs KAFKA_SASL_PASSWORD too',
    ]);
    const cert = { ...gateway, KAFKA_TLS_CERT: '-----BEGIN CERTIFICATE-----' };
    expect(problems('gateway', { ...cert, KAFKA_TLS_ENABLED: 'true' })).toEqual([
      'KAFKA_TLS_CERT needs KAFKA_TLS_KEY too',
    ]);
    expect(problems('gateway', { ...gateway, KAFKA_TLS_CA: cert.KAFKA_TLS_CERT })).toEqual([
      'KAFKA_TLS_CA needs KAFKA_TLS_ENABLED=true too',
    ]);
  });

  it('is refused when a key ring has two primaries, and says so', async () => {
    const keys = await Promise.all([generateKeyRing(), generateKeyRing()]);
    const ring = JSON.stringify({ keys: keys.flatMap((text) => (JSON.parse(text) as { keys: unknown[] }).keys) });
    expect(problems('connector-sms', { ...gateway, HOOKSWITCH_KEY_RING: ring })).toEqual([
      'HOOKSWITCH_KEY_RING is not right: a key ring has exactly one primary key, this one has 2',
    ]);
  });
});

describe('each kind of service', () => {
  it('needs its own settings', () => {
    expect(problems('connector-http', gateway).map((line) => line.split(' ')[0])).toEqual(['HOOKSWITCH_KEY_RING']);
    expect(problems('connector-fax', gateway).map((line) => line.split(' ')[0])).toEqual(['HOOKSWITCH_KEY_RING']);
    expect(problems('rules', gateway).map((line) => line.split(' ')[0])).toEqual(['HOOKSWITCH_RULES_KEYS']);
    expect(problems('standalone', {})).toEqual([]);
    expect(problems('simulator', {})).toEqual([]);
    expect(problems('cli', {})).toEqual([]);
  });

  it('gets a sentence when it reads what it does not list as required', () => {
    expect(() => loadConfig('cli', {}).kafkaBrokers).toThrow('KAFKA_BROKERS is not set, and cli needs it');
    expect(() => loadConfig('gateway', gateway).keyRing).toThrow('HOOKSWITCH_KEY_RING is not set');
  });

  it('can be given other values by the process that runs it', () => {
    const standalone = loadConfig('standalone', {
      HOOKSWITCH_TRUSTED_SEALING_KEYS: 'any',
      HOOKSWITCH_LOG_FORMAT: 'plain',
    });
    const { databaseUrl } = loadConfig('gateway', gateway);
    const config = withSettings(standalone, 'gateway', { databaseUrl, httpPort: 18_080 });
    expect(config).toMatchObject({
      service: 'gateway',
      httpPort: 18_080,
      logFormat: 'plain',
      trustedSealingKeys: 'any',
    });
    expect(config.databaseUrl).toBe(databaseUrl);
    expect(Object.isFrozen(config)).toBe(true);
  });
});

describe('a secret in a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string, mode = 0o400) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  it('is read without the line break at its end', () => {
    const { text } = generateApiKey();
    const config = loadConfig('gateway', { ...gateway, HOOKSWITCH_ADMIN_KEY_FILE: file('key', `${text}\n`) });
    expect(config.adminKey?.reveal()).toBe(text);
    expect(config.warnings).toEqual([]);
  });

  it('that everybody can read is named in a warning', () => {
    const { text } = generateApiKey();
    const config = loadConfig('gateway', { ...gateway, HOOKSWITCH_ADMIN_KEY_FILE: file('open', text, 0o644) });
    expect(config.warnings).toEqual([expect.stringContaining('HOOKSWITCH_ADMIN_KEY_FILE names a file that everybody')]);
  });

  it('is refused when it is missing, wrong, or set beside the variable', () => {
    expect(problems('gateway', { ...gateway, HOOKSWITCH_ADMIN_KEY_FILE: join(folder, 'none') })).toEqual([
      'HOOKSWITCH_ADMIN_KEY_FILE names a file that cannot be read (ENOENT)',
    ]);
    expect(problems('gateway', { ...gateway, HOOKSWITCH_ADMIN_KEY_FILE: file('wrong', 'canary') })).toEqual([
      'HOOKSWITCH_ADMIN_KEY must be an API key (`hks_…`) with a right checksum',
    ]);
    expect(problems('gateway', { ...gateway, DATABASE_URL_FILE: file('db', DATABASE) })).toEqual([
      'DATABASE_URL and DATABASE_URL_FILE are both set: keep one',
    ]);
  });
});
