import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { ConfigError } from '../config/config-error.js';
import { runProcess } from './run-process.js';
import type { RunningService } from './service.js';
import type { ProcessContext } from './start-services.js';
import type { System, SystemListeners } from './system.js';

const env = {
  HOOKSWITCH_ADMIN_PORT: '0',
  HOOKSWITCH_HOST: '127.0.0.1',
  HOOKSWITCH_LOG_LEVEL: 'warn',
  HOOKSWITCH_DRAIN_SECONDS: '1',
};

class FakeSystem implements System {
  readonly sentences: string[] = [];
  readonly codes: number[] = [];
  readonly out = new PassThrough();
  listeners: SystemListeners | undefined;
  constructor(
    readonly env: System['env'],
    readonly nodeVersion = '24.21.0',
  ) {}
  complain(sentence: string) {
    this.sentences.push(sentence);
  }
  listen(listeners: SystemListeners) {
    this.listeners = listeners;
  }
  exit(code: number) {
    this.codes.push(code);
  }
}

interface Life {
  readonly system: FakeSystem;
  readonly ended: Promise<void>;
  readonly closed: () => number;
  readonly context: () => Promise<ProcessContext>;
}

const lives: Life[] = [];
afterEach(async () => {
  for (const { system, ended } of lives.splice(0)) {
    system.listeners?.signal('SIGTERM');
    await ended;
  }
});

/** A process of the kind that needs no setting. */
function live(close: () => Promise<void> = () => Promise.resolve(), start?: () => Promise<RunningService>): Life {
  const system = new FakeSystem(env);
  let closed = 0;
  let given: ProcessContext | undefined;
  const ended = runProcess(
    'standalone',
    async (context) => {
      given = context;
      if (start) return start();
      await Promise.resolve();
      return {
        close: () => {
          closed += 1;
          return close();
        },
      };
    },
    system,
  );
  const context = () => eventually('start', () => given);
  const life = { system, ended, closed: () => closed, context };
  lives.push(life);
  return life;
}

describe('a process', () => {
  it('ends with 0 when it is asked to stop and its work is done in time', async () => {
    const { system, ended, closed, context } = live();
    await context();
    system.listeners?.signal('SIGTERM');
    await ended;
    expect([system.codes, closed()]).toEqual([[0], 1]);
  });

  it('is not ready while it starts and while it ends', async () => {
    let started: (running: RunningService) => void = () => undefined;
    let closed: () => void = () => undefined;
    const { system, ended, context } = live(undefined, () => new Promise((resolve) => (started = resolve)));
    const { health } = await context();
    expect(health.readiness().reasons).toEqual({ start: 'is starting' });
    started({ close: () => new Promise((resolve) => (closed = resolve)) });
    await eventually('ready', () => health.readiness().ok);
    system.listeners?.signal('SIGINT');
    await eventually('not ready', () => health.readiness().reasons['end'] === 'is ending');
    closed();
    await ended;
    expect(system.codes).toEqual([0]);
  });

  it('ends with 1 when work does not finish within the drain time', async () => {
    const { system, ended, context } = live(() => new Promise(() => undefined));
    await context();
    system.listeners?.signal('SIGTERM');
    await ended;
    expect(system.codes).toEqual([1]);
    expect(String(system.out.read())).toContain('running work did not finish in time');
  });

  it('ends with 1 when closing fails', async () => {
    const { system, ended, context } = live(() => Promise.reject(new Error('no')));
    await context();
    system.listeners?.signal('SIGTERM');
    await ended;
    expect(system.codes).toEqual([1]);
  });

  it('ends with 1 after a fatal error, but closes first', async () => {
    const { system, ended, closed, context } = live();
    (await context()).fatal(new Error('consumer died'));
    await ended;
    expect([system.codes, closed()]).toEqual([[1], 1]);
  });

  it('ends with 1 after a rejection that nobody caught', async () => {
    const { system, ended, closed, context } = live();
    await context();
    system.listeners?.unhandled(new Error('forgotten'));
    await ended;
    expect([system.codes, closed()]).toEqual([[1], 1]);
  });

  it('ends at once when it is asked a second time', async () => {
    const { system, context } = live(() => new Promise(() => undefined));
    await context();
    system.listeners?.signal('SIGTERM');
    system.listeners?.signal('SIGTERM');
    expect(system.codes).toEqual([1]);
  });

  it('ends with 1 when it cannot start', async () => {
    const { system, ended } = live(undefined, () => Promise.reject(new Error('no database')));
    await ended;
    expect(system.codes).toEqual([1]);
  });

  it('that was asked to stop while it starts closes what it started', async () => {
    let started: (running: RunningService) => void = () => undefined;
    let closed = 0;
    const { system, ended, context } = live(undefined, () => new Promise((resolve) => (started = resolve)));
    await context();
    system.listeners?.signal('SIGTERM');
    started({ close: () => Promise.resolve(void (closed += 1)) });
    await ended;
    expect([system.codes, closed]).toEqual([[0], 1]);
  });
});

describe('a process that is not set up right says so in sentences and ends with 2', () => {
  const outcome = async (system: FakeSystem, start: () => Promise<RunningService>) => {
    await runProcess('rules', start, system);
    return [system.codes, system.sentences.join('\n')] as const;
  };
  const never = () => Promise.reject(new Error('must not start'));

  it('when settings are missing', async () => {
    const [codes, text] = await outcome(new FakeSystem({ KAFKA_BROKERS: 'k:9092' }), never);
    expect(codes).toEqual([2]);
    expect(text).toBe(
      'The configuration is not complete or not right:\n  HOOKSWITCH_RULES_KEYS (or HOOKSWITCH_RULES_KEYS_FILE) is missing: it must be a comma-separated list of base64url keys of 32 bytes',
    );
  });

  it('when Node is another', async () => {
    const [codes, text] = await outcome(new FakeSystem(env, '20.20.2'), never);
    expect([codes, text]).toEqual([[2], 'hookswitch rules needs Node 24; this is 20.20.2.']);
  });

  it('when a service reads what is not set', async () => {
    const system = new FakeSystem(env);
    await runProcess('standalone', () => Promise.reject(new ConfigError(['DATABASE_URL is not set'])), system);
    expect([system.codes, system.sentences]).toEqual([[2], [expect.stringContaining('DATABASE_URL is not set')]]);
  });
});

it('names the setting when the port for health and metrics is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const system = new FakeSystem({ ...env, HOOKSWITCH_ADMIN_PORT: String(port) });
  await runProcess('standalone', () => Promise.reject(new Error('is never reached')), system);
  other.close();
  expect(system.codes).toEqual([1]);
  expect(system.sentences.join()).toContain(`Port ${port}`);
  expect(system.sentences.join()).toContain('HOOKSWITCH_ADMIN_PORT');
});
