import { isJsonArray, needsSecret, type ConnectorManifest, type JsonObject } from '@hookswitch/domain';
import type { ConnectionDetails, SealedSecret, SecretFacts } from '@hookswitch/persistence';
import type { Config } from '@hookswitch/platform';
import { Inject, Injectable } from '@nestjs/common';
import { SchemaChecker } from '../core/schema-checker.js';
import { CONTEXT, type ServiceContext } from '../core/tokens.js';
import { invalidDocument } from '../problem/api-error.js';
import type { Mistake } from '../problem/request-codes.js';
import { coversHost } from '../secrets/host-pattern.js';
import { seal } from '../secrets/seal.js';
import type { ConnectionBody } from './connection.dto.js';

export interface ConnectionTarget {
  readonly tenant: string;
  readonly name: string;
  readonly manifest: ConnectorManifest;
  /** What it has already. */
  readonly secrets: readonly SecretFacts[];
}

/** Checks what a connection is made of against its connector's manifest and seals its secrets. */
@Injectable()
export class ConnectionChecker {
  private readonly config: Config;

  constructor(
    private readonly schemas: SchemaChecker,
    @Inject(CONTEXT) { config }: ServiceContext,
  ) {
    this.config = config;
  }

  /** Rejects with `invalid_document`, naming everything that is wrong. */
  async details(target: ConnectionTarget, body: ConnectionBody): Promise<ConnectionDetails> {
    const { settings = {}, allowedHosts = [], secrets = {} } = body;
    const problems = [
      ...this.settingsProblems(target.manifest, settings),
      ...this.recordingProblems(settings),
      ...secretProblems(target, secrets, settings),
    ];
    if (problems.length > 0) throw invalidDocument(problems);
    const sealed = await Promise.all(
      Object.entries(secrets).map(async ([name, value]) => [name, await sealOne(target, name, value)] as const),
    );
    return { settings, allowedHosts, secrets: Object.fromEntries(sealed) };
  }

  private settingsProblems({ connection }: ConnectorManifest, settings: JsonObject): readonly Mistake[] {
    if (!connection) return [];
    const found = this.schemas.problems(connection.settings, settings);
    return found.map((problem) => ({ ...problem, pointer: `/settings${problem.pointer}` }));
  }

  /** Within the operator's list, where there is one. */
  private recordingProblems({ recordingHosts }: JsonObject): readonly Mistake[] {
    const allowed = this.config.recordingHosts;
    if (allowed.length === 0 || !isJsonArray(recordingHosts)) return [];
    return recordingHosts.flatMap((host, index) => {
      if (typeof host !== 'string' || allowed.some((outer) => coversHost(outer, host))) return [];
      const message = `Recordings may be fetched from ${allowed.join(', ')} only.`;
      return [{ pointer: `/settings/recordingHosts/${index}`, code: 'host_not_allowed', message }];
    });
  }
}

function secretProblems(
  { manifest, secrets: existing }: ConnectionTarget,
  secrets: Readonly<Record<string, unknown>>,
  settings: JsonObject,
): readonly Mistake[] {
  const known = manifest.connection?.secrets ?? [];
  const given = Object.entries(secrets).flatMap(([name, value]): readonly Mistake[] => {
    const pointer = `/secrets/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!known.some((secret) => secret.name === name)) {
      const names = known.map((secret) => secret.name).join(', ');
      return [
        { pointer, code: 'unknown_secret', message: `"${manifest.type}" knows these secrets: ${names || 'none'}.` },
      ];
    }
    const isRight = value === null || typeof value === 'string';
    return isRight ? [] : [{ pointer, code: 'wrong_type', message: 'A secret is text, or null to remove it.' }];
  });
  const missing = known.filter((secret) => {
    const { name } = secret;
    const after = Object.hasOwn(secrets, name) ? secrets[name] !== null : existing.some((one) => one.name === name);
    return needsSecret(secret, settings, manifest.connection ?? { settings: {} }) && !after;
  });
  return [
    ...given,
    ...missing.map(({ name, title }) => ({
      pointer: `/secrets/${name}`,
      code: 'required' as const,
      message: `"${manifest.type}" needs the secret "${name}" (${title}).`,
    })),
  ];
}

async function sealOne(
  { tenant, name: connection, manifest }: ConnectionTarget,
  name: string,
  value: unknown,
): Promise<SealedSecret | null> {
  if (typeof value !== 'string') return null;
  return seal(manifest, { tenant, name: `${connection}/${name}` }, value, `/secrets/${name}`);
}
