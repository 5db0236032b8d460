import type { HttpClient, OpenConnection, Secret } from '@hookswitch/connector-sdk';
import {
  err,
  joinSecrets,
  needsSecret,
  ok,
  type Command,
  type CommandError,
  type ConnectorManifest,
  type JsonObject,
  type Outcome,
} from '@hookswitch/domain';
import { boundClient, type HostBinding } from './bound-client.js';
import { connectionRef, secretRef, type Connection, type ConnectionBook } from './connection-book.js';
import type { ParamsCheck } from './params-check.js';
import { Redactor } from './redact.js';
import type { SecretOpener } from './secret-opener.js';
import { setPointer } from './set-pointer.js';

/** All that a call needs. */
export interface Prepared {
  readonly params: JsonObject;
  readonly connection?: OpenConnection;
  readonly http: HttpClient;
  /** Knows every secret that was opened for the call. */
  readonly redactor: Redactor;
}

/** Why the call cannot be made; nothing left this process. */
export interface Refusal {
  readonly error: CommandError;
  /** What a person must mend. */
  readonly blame: readonly Blame[];
}
export interface Blame {
  readonly ref: string;
  readonly revision: number;
}

export interface PreparerParts {
  readonly manifest: ConnectorManifest;
  readonly book: ConnectionBook;
  readonly opener: SecretOpener;
  readonly http: HttpClient;
  readonly check: ParamsCheck;
  /** A stored secret could not be opened. */
  readonly onUnreadable: (error: unknown, tenant: string, name: string) => void;
}

/** Resolves connection and secrets at the last moment, so that a rotation reaches commands that wait. */
export class CallPreparer {
  constructor(private readonly parts: PreparerParts) {}

  async prepare(command: Command): Promise<Outcome<Prepared, Refusal>> {
    const redactor = new Redactor();
    const bindings: HostBinding[] = [];
    const connection = await this.openConnection(command.tenant, command.connection, redactor, bindings);
    if (!connection.ok) return connection;
    const loose = await this.#looseSecrets(command, redactor, bindings);
    if (!loose.ok) return loose;
    const params = this.#params(command, loose.value);
    if (!params.ok) return err({ error: redactor.error(params.error), blame: [] });
    const http = boundClient(this.parts.http, bindings);
    const opened = connection.value === undefined ? {} : { connection: connection.value };
    return ok({ params: params.value, ...opened, http, redactor });
  }

  /** For a test of the connection too. */
  async openConnection(
    tenant: string,
    name: string | undefined,
    redactor: Redactor,
    bindings: HostBinding[],
  ): Promise<Outcome<OpenConnection | undefined, Refusal>> {
    if (name === undefined) return ok(undefined);
    const record = this.parts.book.connection(tenant, name);
    if (record === undefined)
      return this.#refuse(connectionRef(tenant, name), 'connection_missing', `There is no connection "${name}".`);
    const shape = this.parts.manifest.connection;
    const missing = shape?.secrets.find(
      (secret) => needsSecret(secret, record.settings, shape) && record.sealed[secret.name] === undefined,
    );
    if (missing)
      return this.#refuse(
        connectionRef(tenant, name),
        'secret_missing',
        `Connection "${name}" lacks ${missing.title}.`,
      );
    const secrets: Record<string, Secret> = {};
    for (const [secret, sealed] of Object.entries(record.sealed)) {
      const opened = await this.#open(sealed, tenant, `${name}/${secret}`, connectionRef(tenant, name));
      if (!opened.ok) return opened;
      secrets[secret] = opened.value;
    }
    const known = new Redactor();
    for (const [secret, value] of Object.entries(secrets)) {
      for (const each of [known, redactor]) each.add(`${name}.${secret}`, value.reveal());
    }
    const hosts = hostsOf(record, this.parts.manifest);
    if (hosts.length > 0 || Object.keys(secrets).length > 0)
      bindings.push({ hosts, holdsSecret: (text) => known.holdsSecret(text) });
    return ok({ name, settings: record.settings, secrets, allowedHosts: hosts });
  }

  async #looseSecrets(
    command: Command,
    redactor: Redactor,
    bindings: HostBinding[],
  ): Promise<Outcome<Map<string, Secret>, Refusal>> {
    const { tenant } = command;
    const opened = new Map<string, Secret>();
    for (const name of looseNames(command)) {
      const record = this.parts.book.secret(tenant, name);
      const sealed = record?.sealed[this.parts.manifest.type];
      if (record === undefined || sealed === undefined) {
        return this.#refuse(
          secretRef(tenant, name),
          'secret_missing',
          `There is no secret "${name}" for this connector.`,
        );
      }
      const secret = await this.#open(sealed, tenant, name, secretRef(tenant, name));
      if (!secret.ok) return secret;
      const known = new Redactor();
      for (const each of [known, redactor]) each.add(name, secret.value.reveal());
      bindings.push({ hosts: record.allowedHosts, holdsSecret: (text) => known.holdsSecret(text) });
      opened.set(name, secret.value);
    }
    return ok(opened);
  }

  #params({ params, secrets = [] }: Command, loose: ReadonlyMap<string, Secret>): Outcome<JsonObject, CommandError> {
    let joined: JsonObject | undefined = params;
    for (const place of secrets) {
      const text = joinSecrets(place, (name) => loose.get(name)?.reveal());
      if (!text.ok) return invalid(text.error.code, `params${text.error.pointer}: ${text.error.message}`);
      joined = setPointer(joined, place.pointer, text.value);
      if (joined === undefined) return invalid('invalid_params', `params have no place ${place.pointer} for a secret.`);
    }
    const problem = this.parts.check(joined);
    return problem === undefined ? ok(joined) : invalid('invalid_params', problem);
  }

  async #open(sealed: string, tenant: string, name: string, ref: string): Promise<Outcome<Secret, Refusal>> {
    try {
      return ok(await this.parts.opener.open(sealed, { tenant, type: this.parts.manifest.type, name }));
    } catch (error) {
      this.parts.onUnreadable(error, tenant, name);
      return this.#refuse(ref, 'secret_unreadable', `The secret "${name}" cannot be opened; store it again.`);
    }
  }

  #refuse(ref: string, code: string, message: string): { readonly ok: false; readonly error: Refusal } {
    return err({
      error: { code, message, class: 'config' },
      blame: [{ ref, revision: this.parts.book.revision(ref) }],
    });
  }
}

/** Keys on the connections topic of all that a command needs. */
export const refsOf = (command: Command): readonly string[] => [
  ...(command.connection === undefined ? [] : [connectionRef(command.tenant, command.connection)]),
  ...looseNames(command).map((name) => secretRef(command.tenant, name)),
];

function looseNames({ secrets = [] }: Command): readonly string[] {
  const parts = secrets.flatMap((place) => place.parts);
  return [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.secret])))];
}

const hostsOf = ({ allowedHosts }: Connection, { egressHosts }: ConnectorManifest): readonly string[] =>
  allowedHosts.length > 0 ? allowedHosts : egressHosts;

const invalid = (code: string, message: string): { readonly ok: false; readonly error: CommandError } =>
  err({ code, message, class: 'permanent' });
