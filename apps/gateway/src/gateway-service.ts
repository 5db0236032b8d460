import { ControlPlane, createPool } from '@hookswitch/persistence';
import { meterPool, type RunningService, type Service, type ServiceContext } from '@hookswitch/platform';
import { closeEntrances, patienceOf } from './core/entrance.js';
import { createApp } from './create-app.js';
import { features } from './features.js';
import { RouteTable } from './http/route-table.js';
import { BodyBudget } from './http/body-budget.js';
import { joinBus } from './join-bus.js';
import { installAdminKey } from './keys/install-admin-key.js';

/** The gateway: REST and gRPC edge, control plane, event intake, recorder. */
export const gatewayService: Service = { name: 'gateway', start: startGateway };

export interface RunningGateway extends RunningService {
  /** Where the REST API is served. */
  readonly url: string;
}

const POOL_SIZE = 16;

/** Needs a migrated database; Kafka may come later. */
export async function startGateway(context: ServiceContext): Promise<RunningGateway> {
  const { config, log, metrics } = context;
  const pool = createPool(config.databaseUrl.reveal(), {
    max: POOL_SIZE,
    applicationName: 'hookswitch-gateway',
    onError: (error) => log.warn('a database connection broke', { error }),
  });
  meterPool(metrics, context.name, pool);
  const closers: (() => Promise<unknown>)[] = [() => pool.end()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const plane = await ControlPlane.open(pool);
    await installAdminKey(plane, config.adminKey);
    const stopping = new AbortController();
    const routes = new RouteTable();
    const core = {
      context,
      pool,
      plane,
      macKey: await plane.macKey(),
      routes,
      stopping: stopping.signal,
      budget: new BodyBudget(),
    };
    const { app, entrance } = await createApp(core, features);
    closers.push(() => app.close());
    const further = features.flatMap((feature) => feature.transports?.(context, app) ?? []);
    for (const { options } of further) await app.connectMicroservice(options, { inheritAppConfig: false }).listen();
    await app.listen({ host: config.host, port: config.httpPort });
    const url = await app.getUrl();
    log.info('serves the API', { url });
    const bus = joinBus(app, context);
    closers.push(() => bus.close());
    // First of all: what callers asked for needs everything else.
    closers.push(async () => {
      const left = closeEntrances([entrance, ...further.map((way) => way.entrance)], patienceOf(config.drainSeconds));
      stopping.abort();
      await left;
    });
    return { url, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
