import { setTimeout as after } from 'node:timers/promises';
import { loadConfig, type Config } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import type { ServiceName } from '../config/setting.js';
import { createEngines } from '../engines/create-engines.js';
import { startAdminServer } from '../health/admin-server.js';
import { Health } from '../health/health.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { startTracing } from '../tracing/start-tracing.js';
import type { RunningService } from './service.js';
import type { ProcessContext } from './start-services.js';
import { nodeSystem, type System } from './system.js';

/** Why a process ends: asked to, or because of an error. */
type Ending = { readonly signal: string } | { readonly error: unknown };

const NODE_MAJOR = '24';
const WRONG_USE = 2;
/** After a fatal error, what still works gets this long to hand over its work. */
const FATAL_DRAIN_SECONDS = 5;

/**
 * The life of a process: configuration, admin server, work, and the end of it. Exit codes: 0 asked to stop and done in time, 1 failed,
 * 2 not configured right or the wrong Node.
 */
export async function runProcess(
  name: ServiceName,
  start: (context: ProcessContext) => Promise<RunningService>,
  system: System = nodeSystem,
): Promise<void> {
  const config = configuration(name, system);
  system.exit(config === undefined ? WRONG_USE : await live(config, start, system));
}

function configuration(name: ServiceName, system: System): Config | undefined {
  if (system.nodeVersion.split('.')[0] !== NODE_MAJOR) {
    system.complain(`hookswitch ${name} needs Node ${NODE_MAJOR}; this is ${system.nodeVersion}.`);
    return undefined;
  }
  try {
    return loadConfig(name, system.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    system.complain(error.message);
    return undefined;
  }
}

async function live(
  config: Config,
  start: (context: ProcessContext) => Promise<RunningService>,
  system: System,
): Promise<number> {
  const log = createLogger(config, system.out).child({ service: config.service });
  for (const warning of config.warnings) log.warn(warning);
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
  listen(system, end, log);
  const health = new Health();
  const metrics = new Metrics().collectDefaults();
  let starting = true;
  health.add('start', () => (starting ? 'is starting' : undefined));
  const fatal = (error: unknown) => end({ error });
  try {
    const { host, adminPort } = config;
    const admin = await startAdminServer({ host, port: adminPort, health, metrics });
    const tracing = await startTracing(config.service, config.otlpEndpoint);
    const started = start({ config, engines: createEngines(), log, metrics, health, tracing, fatal });
    started.then(() => {
      starting = false;
      log.info('started', { port: admin.port });
    }, fatal);
    const ending = await ended;
    health.add('end', () => 'is ending');
    const code = await finish(ending, started, { config, log, system });
    await Promise.allSettled([tracing.close(), admin.close()]);
    return code;
  } catch (error) {
    if (isPortTaken(error)) {
      system.complain(
        `Port ${config.adminPort} (health and metrics) is taken: stop what listens there, or set HOOKSWITCH_ADMIN_PORT.`,
      );
    } else log.error('could not start', { error });
    return 1;
  }
}

const isPortTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

interface Finish {
  readonly config: Config;
  readonly log: Logger;
  readonly system: System;
}

async function finish(
  ending: Ending,
  started: Promise<RunningService>,
  { config, log, system }: Finish,
): Promise<number> {
  const failed = 'error' in ending;
  if (failed) {
    if (ending.error instanceof ConfigError) system.complain(ending.error.message);
    else log.error('ends because of an error', { error: ending.error });
  } else log.info('was asked to stop', { signal: ending.signal });
  const seconds = failed ? Math.min(FATAL_DRAIN_SECONDS, config.drainSeconds) : config.drainSeconds;
  const closed = await withinSeconds(seconds, closing(started, log));
  if (closed === undefined) log.warn('running work did not finish in time; others take it over when its lease ends');
  if (failed) return ending.error instanceof ConfigError ? WRONG_USE : 1;
  return closed === true ? 0 : 1;
}

/** Whether it closed without an error; what never started has nothing to close. */
async function closing(started: Promise<RunningService>, log: Logger): Promise<boolean> {
  const running = await started.catch(() => undefined);
  try {
    await running?.close();
    return true;
  } catch (error) {
    log.warn('did not stop cleanly', { error });
    return false;
  }
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  const timeout = after(seconds * 1_000, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timer.abort();
  }
}

function listen(system: System, end: (ending: Ending) => void, log: Logger): void {
  let asked = false;
  system.listen({
    signal(signal) {
      if (asked) {
        log.warn('was asked again and stops at once', { signal });
        system.exit(1);
      }
      asked = true;
      end({ signal });
    },
    unhandled: (error) => end({ error }),
  });
}
