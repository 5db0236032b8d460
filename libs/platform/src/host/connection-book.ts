import type { ConnectionRecord } from '@hookswitch/domain';

export type Connection = Extract<ConnectionRecord, { kind: 'connection' }>;
export type LooseSecret = Extract<ConnectionRecord, { kind: 'secret' }>;

/** Key on the connections topic, by which commands' rows and needs of attention refer to a connection or a loose secret. */
export const connectionRef = (tenant: string, name: string): string => `${tenant}|connection|${name}`;
export const secretRef = (tenant: string, name: string): string => `${tenant}|secret|${name}`;
export const refOf = (record: ConnectionRecord): string =>
  record.kind === 'connection' ? connectionRef(record.tenant, record.name) : secretRef(record.tenant, record.name);

/** What this connector type may use, as the connections topic last said. */
export class ConnectionBook {
  readonly #records = new Map<string, ConnectionRecord>();

  constructor(private readonly type: string) {}

  /** Returns whether it is news: of two records the higher revision counts, whichever comes first. Those of other types are left out. */
  put(record: ConnectionRecord): boolean {
    const ref = refOf(record);
    const known = this.#records.get(ref);
    if (known !== undefined && known.revision >= record.revision) return false;
    if (this.#concerns(record)) this.#records.set(ref, record);
    else if (!this.#records.delete(ref)) return false;
    return true;
  }

  remove(ref: string): boolean {
    return this.#records.delete(ref);
  }

  connection(tenant: string, name: string): Connection | undefined {
    const record = this.#records.get(connectionRef(tenant, name));
    return record?.kind === 'connection' ? record : undefined;
  }

  /** By its id; receipts are rare enough to look for it. */
  connectionById(tenant: string, id: string): Connection | undefined {
    for (const record of this.#records.values())
      if (record.kind === 'connection' && record.id === id && record.tenant === tenant) return record;
    return undefined;
  }

  secret(tenant: string, name: string): LooseSecret | undefined {
    const record = this.#records.get(secretRef(tenant, name));
    return record?.kind === 'secret' ? record : undefined;
  }

  /** 0: there is none. */
  revision(ref: string): number {
    return this.#records.get(ref)?.revision ?? 0;
  }

  /** Every sealed value that this type is to open. */
  sealed(): readonly string[] {
    return [...this.#records.values()].flatMap((record) =>
      record.kind === 'connection' ? Object.values(record.sealed) : [record.sealed[this.type] ?? []].flat(),
    );
  }

  #concerns(record: ConnectionRecord): boolean {
    return record.kind === 'connection' ? record.connector === this.type : record.sealed[this.type] !== undefined;
  }
}
