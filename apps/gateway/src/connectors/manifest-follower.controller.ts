import type { ConnectorManifest } from '@hookswitch/domain';
import { decodeMessage, type BusRecord } from '@hookswitch/messaging';
import { ControlPlane } from '@hookswitch/persistence';
import { OnFollow, type Logger } from '@hookswitch/platform';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { SchemaChecker } from '../core/schema-checker.js';
import { CONTEXT, LOGGER, type ServiceContext } from '../core/tokens.js';
import { judge } from './manifest-check.js';

/** Takes what connectors announce. A manifest that changed compiles every workflow in force that uses it again. */
@Controller()
export class ManifestFollower {
  private readonly refusals;
  private readonly trusted: readonly string[] | 'any';

  constructor(
    private readonly plane: ControlPlane,
    private readonly schemas: SchemaChecker,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(CONTEXT) { metrics, config }: ServiceContext,
  ) {
    this.trusted = config.trustedSealingKeys;
    this.refusals = metrics.counter('hookswitch_manifests_refused_total');
  }

  @OnFollow('connectors')
  async follow(@Payload() records: readonly BusRecord[]): Promise<void> {
    for (const record of records) await this.take(record);
  }

  /** Manifests are never removed: workflows that use them are still there. */
  private async take(record: BusRecord): Promise<void> {
    if (record.value === null) return;
    const decoded = decodeMessage('connector', record);
    const key = record.key?.toString('utf8') ?? '';
    if (!decoded.ok) this.refuse(key, `it cannot be read (${decoded.error.code})`);
    else if (decoded.value.type !== key) this.refuse(key, 'it stands under another type');
    else await this.judge(decoded.value);
  }

  private async judge(manifest: ConnectorManifest): Promise<void> {
    await this.plane.connectors(async (connectors) => {
      const before = await connectors.find(manifest.type);
      const verdict = judge(manifest, this.trusted, before?.manifest, this.schemas);
      if (!verdict.accepted) {
        this.refuse(manifest.type, verdict.reason);
        return;
      }
      for (const kid of verdict.dropped)
        this.log.warn('a sealing key is not trusted', { connector: manifest.type, kid });
      if (await connectors.accept(verdict.manifest)) {
        this.log.info('took a manifest', { connector: manifest.type, version: manifest.version });
      }
    });
  }

  private refuse(connector: string, reason: string): void {
    this.refusals.inc();
    this.log.error('a manifest was not used; the one before stays', { connector, reason });
  }
}
