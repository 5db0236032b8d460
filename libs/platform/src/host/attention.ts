import type { CommandError, StatusRecord } from '@hookswitch/domain';
import { connectionRef, secretRef } from './connection-book.js';

export type NeedsAttention = Extract<StatusRecord, { kind: 'needs_attention' }>;

export interface AttentionOptions {
  readonly type: string;
  /** Of a connection or loose secret, by its key on the connections topic; 0: there is none. */
  readonly revision: (ref: string) => number;
  /** Tells everybody; undefined: all is well again. */
  readonly publish: (ref: string, record: NeedsAttention | undefined) => void;
}

/** Loose secrets have no connection to name. */
const SECRET_PREFIX = 'secrets.';

/**
 * Which connections wait for a person, shared by all processes of a connector type through the status topic: whoever meets a broken one
 * first saves the others the attempt. A new revision of the connection settles it.
 */
export class Attention {
  readonly #needs = new Map<string, number>();

  constructor(private readonly options: AttentionOptions) {}

  /** What the status topic says. Old news of a connection that has changed since is put right for everybody. */
  heard(record: NeedsAttention): void {
    const ref = refOfSubject(record);
    const current = this.options.revision(ref);
    const revision = record.revision ?? current;
    if (revision < current) this.options.publish(ref, undefined);
    else this.#needs.set(ref, Math.max(revision, this.#needs.get(ref) ?? 0));
  }

  /** The status topic says that all is well. Returns whether that is news. */
  settled(ref: string): boolean {
    return this.#needs.delete(ref);
  }

  /** A call failed because of it. `revision`: the one that was used. */
  raise(ref: string, revision: number, error: CommandError, at: string): void {
    if (this.#needs.get(ref) === revision || this.options.revision(ref) !== revision) return;
    this.#needs.set(ref, revision);
    const [tenant = '', kind, ...name] = ref.split('|');
    const connection = kind === 'secret' ? SECRET_PREFIX + name.join('|') : name.join('|');
    const record = {
      kind: 'needs_attention',
      tenant,
      connector: this.options.type,
      connection,
      error,
      at,
      revision,
    } as const;
    this.options.publish(ref, record);
  }

  /** The connection may have changed. Returns whether its commands may go on. */
  recheck(ref: string): boolean {
    const revision = this.#needs.get(ref);
    return revision !== undefined && revision !== this.options.revision(ref) && this.clear(ref);
  }

  /** It works. Returns whether that is news. */
  clear(ref: string): boolean {
    if (!this.#needs.delete(ref)) return false;
    this.options.publish(ref, undefined);
    return true;
  }

  /** Those whose commands wait. */
  get broken(): readonly string[] {
    return [...this.#needs.keys()];
  }
}

const refOfSubject = ({ tenant, connection }: NeedsAttention): string =>
  connection.startsWith(SECRET_PREFIX)
    ? secretRef(tenant, connection.slice(SECRET_PREFIX.length))
    : connectionRef(tenant, connection);
