import type { ConnectorManifest } from '@hookswitch/domain';
import { decodeMessage, type BusRecord } from '@hookswitch/messaging';
import { ControlPlane } from '@hookswitch/persistence';
import { OnCaughtUp, OnFollow, type Logger } from '@hookswitch/platform';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { SchemaChecker } from '../core/schema-checker.js';
import { CONTEXT, LOGGER, type ServiceContext } from '../core/tokens.js';
import { Announcements } from './announcements.js';
import { judge } from './manifest-check.js';

/** Takes what connectors announce. A manifest that changed compiles every workflow in force that uses it again. */
@Controller()
export class ManifestFollower {
  private readonly refusals;
  private readonly trusted: readonly string[] | 'any';
  /**
   * While the topic is read for the first time, the last record of each key: a manifest that was replaced long ago must not come back for a
   * moment, with every workflow compiled for it.
   */
  private first: Map<string, BusRecord> | undefined = new Map();

  constructor(
    private readonly plane: ControlPlane,
    private readonly announcements: Announcements,
    private readonly schemas: SchemaChecker,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(CONTEXT) { metrics, config }: ServiceContext,
  ) {
    this.trusted = config.trustedSealingKeys;
    this.refusals = metrics.counter('hookswitch_manifests_refused_total');
  }

  @OnFollow('connectors')
  async follow(@Payload() records: readonly BusRecord[]): Promise<void> {
    if (!this.first) return this.take(records);
    for (const record of records) this.first.set(keyOf(record), record);
  }

  @OnCaughtUp('connectors')
  async caughtUp(): Promise<void> {
    // What arrives meanwhile is newer, and waits.
    while (this.first && this.first.size > 0) {
      const held = this.first;
      this.first = new Map();
      try {
        await this.take([...held.values()]);
      } catch (error) {
        this.first = new Map([...held, ...this.first]);
        throw error;
      }
    }
    this.first = undefined;
  }

  private async take(records: readonly BusRecord[]): Promise<void> {
    for (const record of records) await this.takeOne(record);
    this.announcements.took(records);
  }

  /** Manifests are never removed: workflows that use them are still there. */
  private async takeOne(record: BusRecord): Promise<void> {
    if (record.value === null) return;
    const decoded = decodeMessage('connector', record);
    const key = keyOf(record);
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

const keyOf = ({ key }: BusRecord): string => key?.toString('utf8') ?? '';
