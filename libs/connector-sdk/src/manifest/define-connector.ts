import type { Problem } from '@hookswitch/domain';
import type { Call, Connector } from '../connector.js';
import { CONNECTOR_CONTRACT } from '../contract.js';
import type { ManifestCode } from './manifest-codes.js';
import { manifestProblems } from './manifest-problems.js';

/** A manifest that cannot work. Thrown where the connector is defined, so that its process never starts. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly code = 'invalid_manifest';
  constructor(
    type: string,
    readonly problems: readonly Problem<ManifestCode>[],
  ) {
    super(
      `The manifest of connector "${type}" is wrong: ${problems.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}`,
    );
  }
}

/** A call whose params have the type that the manifest's schema describes: the host has validated them. */
export type CallOf<Params> = Omit<Call, 'params'> & { readonly params: Params };

export interface ConnectorDefinition<Params> extends Omit<Connector, 'perform' | 'resume' | 'reconcile'> {
  perform(call: CallOf<Params>): ReturnType<Connector['perform']>;
  resume?(call: CallOf<Params>, ...more: Tail<Connector['resume']>): ReturnType<NonNullable<Connector['resume']>>;
  reconcile?(
    call: CallOf<Params>,
    ...more: Tail<Connector['reconcile']>
  ): ReturnType<NonNullable<Connector['reconcile']>>;
}
type Tail<F> = F extends (call: Call, ...more: infer More) => unknown ? More : never;

/** Checks the manifest (throws {@link ManifestError}), says in it which contract it is for, and freezes the whole. */
export function defineConnector<Params = Call['params']>(definition: ConnectorDefinition<Params>): Connector {
  const problems = manifestProblems(definition.manifest);
  if (problems.length > 0) throw new ManifestError(definition.manifest.type, problems);
  const manifest = { ...definition.manifest, contract: CONNECTOR_CONTRACT };
  deepFreeze(manifest);
  // The host validates params against the manifest's schema before each call.
  return Object.freeze({ ...definition, manifest }) as unknown as Connector;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
