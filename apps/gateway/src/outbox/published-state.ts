import { createHash } from 'node:crypto';
import { SNAPSHOT_KEY } from '@hookswitch/domain';
import type { BusRecord, OutgoingRecord } from '@hookswitch/messaging';
import { Injectable } from '@nestjs/common';

/** The last record of every key in the compacted topics, as a hash: what readers of those topics know. */
@Injectable()
export class PublishedState {
  private readonly hashes = new Map<string, Map<string, string>>();

  take(records: readonly BusRecord[]): void {
    for (const { topic, key, value } of records) {
      const name = key?.toString('utf8') ?? '';
      if (name === SNAPSHOT_KEY) continue;
      if (value === null) this.of(topic).delete(name);
      else this.of(topic).set(name, hashOf(value));
    }
  }

  /** Whether readers already have what this record says. */
  has({ topic, key, value }: OutgoingRecord): boolean {
    const known = this.of(topic).get(String(key));
    return value === null ? known === undefined : known === hashOf(value);
  }

  /** Keys by tenant. */
  keys(topic: string): ReadonlyMap<string, readonly string[]> {
    const byTenant = new Map<string, string[]>();
    for (const key of this.of(topic).keys()) {
      const tenant = key.split('|', 1)[0] ?? '';
      const keys = byTenant.get(tenant);
      if (keys) keys.push(key);
      else byTenant.set(tenant, [key]);
    }
    return byTenant;
  }

  /** The topics were emptied or made anew. */
  forget(): void {
    this.hashes.clear();
  }

  private of(topic: string): Map<string, string> {
    let known = this.hashes.get(topic);
    if (!known) this.hashes.set(topic, (known = new Map<string, string>()));
    return known;
  }
}

const hashOf = (value: string | Buffer): string => createHash('sha256').update(value).digest('base64');
