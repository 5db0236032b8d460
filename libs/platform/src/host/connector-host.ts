import { NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import { contractProblem, type Connector } from '@hookswitch/connector-sdk';
import { topicSpecs } from '@hookswitch/messaging';
import { createLedger, createPool, migrate, type Ledger } from '@hookswitch/persistence';
import { ConfigError } from '../config/config-error.js';
import { meterPool } from '../metrics/meter-pool.js';
import type { RunningService, Service, ServiceContext } from '../service/service.js';
import { ConnectorModule } from './connector.module.js';
import { ConnectorWork } from './connector-work.js';
import { completeOptions, type HostOptions } from './host-options.js';
import { HostParts } from './host-parts.js';
import { patiently } from './patiently.js';

const POOL_SIZE = 8;

/** Ledger schema of a connector type. */
export const ledgerSchema = (type: string): string => `connector_${type.replaceAll('-', '_')}`;

/** A connector as a service: what `apps/connector-*` export. */
export const connectorService = (connector: Connector, options: HostOptions = {}): Service => ({
  name: `connector-${connector.manifest.type}`,
  start: (context) => createConnectorHost(connector, context, options),
});

/** Runs one connector as a Nest microservice: its ledger, its topics, its connections. Resolves once it works. */
export async function createConnectorHost(
  connector: Connector,
  context: ServiceContext,
  options: HostOptions = {},
): Promise<RunningService> {
  const { type } = connector.manifest;
  const problem = contractProblem(connector.manifest);
  if (problem !== undefined) throw new ConfigError([`The connector ${type} does not fit its host: ${problem}.`]);
  const schema = ledgerSchema(type);
  const url = context.config.databaseUrl.reveal();
  await migrate(url, { ledger: schema });
  const pool = createPool(url, { max: POOL_SIZE, applicationName: `hookswitch-${context.name}` });
  meterPool(context.metrics, context.name, pool);
  return runHost({ connector, context, options, ledger: createLedger(pool, { schema }), release: () => pool.end() });
}

export interface HostSetup {
  readonly connector: Connector;
  readonly context: ServiceContext;
  readonly options: HostOptions;
  readonly ledger: Ledger;
  /** Called when the host has ended, or has not come up. */
  readonly release: () => Promise<void>;
}

/** Exported for specs, which bring a ledger that can fail. */
export async function runHost({ connector, context, options, ledger, release }: HostSetup): Promise<RunningService> {
  const parts = new HostParts(connector, context, completeOptions(connector.manifest.type, options), ledger);
  const work = new ConnectorWork(parts);
  const app = await NestFactory.createMicroservice(ConnectorModule.for(work), {
    strategy: parts.transport,
    logger: false,
    abortOnError: false,
  });
  const host = new Host(parts, work, app, release);
  try {
    await host.start();
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

class Host implements RunningService {
  readonly #check: string;
  #isStarted = false;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly parts: HostParts,
    private readonly work: ConnectorWork,
    private readonly app: INestMicroservice,
    private readonly release: () => Promise<void>,
  ) {
    this.#check = `connector-host ${work.type}`;
    parts.context.health.add(this.#check, () => this.#whyNotReady());
  }

  async start(): Promise<void> {
    const { bus, topics, config } = this.parts.context;
    const { log } = this.parts;
    const specs = topicSpecs(topics, { partitions: config.partitions, connectorTypes: [this.work.type] });
    await patiently('making topics', () => bus.ensureTopics(specs), log);
    await patiently('subscribing', () => this.app.listen(), log);
    this.work.beginChores();
    await this.work.announce();
    this.#isStarted = true;
    log.info('the connector works');
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** In this order: take nothing more, finish what runs, publish it, leave the group. */
  async #close(): Promise<void> {
    const { context, gone } = this.parts;
    const drainMs = context.config.drainSeconds * 1_000;
    const giveUp = setTimeout(() => gone.abort(), drainMs * 0.9);
    this.#isStarted = false;
    await this.work.finish(drainMs * 0.75);
    await this.app.close();
    await this.work.end();
    clearTimeout(giveUp);
    await this.release();
    context.health.remove(this.#check);
  }

  #whyNotReady(): string | undefined {
    return this.#isStarted ? this.work.trouble() : 'not started yet, or stopping';
  }
}
