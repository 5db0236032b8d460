import { isJsonObject, type ConnectorManifest, type Json, type JsonObject, type Problem } from '@hookswitch/domain';
import type { ManifestCode } from './manifest-codes.js';
import { manifestSchema } from './manifest-schema.js';
import { schemaValidator } from './schema-validator.js';

const checkForm = schemaValidator(manifestSchema);

/** What is wrong with a manifest, of this process or read from Kafka; never throws. */
export function manifestProblems(manifest: unknown): readonly Problem<ManifestCode>[] {
  const form = checkForm(manifest);
  if (form.length > 0) return form;
  const known = manifest as ConnectorManifest;
  return [...schemaProblems(known), ...referenceProblems(known)];
}

function schemaProblems({ parameters, output, connection }: ConnectorManifest): readonly Problem<ManifestCode>[] {
  const schemas: readonly (readonly [string, JsonObject | undefined])[] = [
    ['/parameters', parameters],
    ['/output', output],
    ['/connection/settings', connection?.settings],
  ];
  return schemas.flatMap(([pointer, schema]) => {
    try {
      if (schema) schemaValidator(schema);
      return [];
    } catch (error) {
      return [{ pointer, code: 'not_a_schema', message: error instanceof Error ? error.message : 'is no JSON Schema' }];
    }
  });
}

/** Names of parameters, wherever the manifest uses them. */
function referenceProblems(manifest: ConnectorManifest): readonly Problem<ManifestCode>[] {
  const { parameters, landings, secretParams, secretsAllowedIn, partitionKey, options = [] } = manifest;
  const names: readonly (readonly [string, string])[] = [
    ...Object.keys(landings).map((name) => [`/landings/${name}`, name] as const),
    ...secretParams.map((path, index) => [`/secretParams/${index}`, path] as const),
    ...secretsAllowedIn.map((path, index) => [`/secretsAllowedIn/${index}`, path] as const),
    ...partitionKey.flatMap((part, index) =>
      'name' in part ? [[`/partitionKey/${index}/name`, part.name] as const] : [],
    ),
    ...options.flatMap(({ param, on }, index) => [
      [`/options/${index}/param`, param] as const,
      [`/options/${index}/on`, on] as const,
    ]),
  ];
  const missing = names
    .filter(([, path]) => !hasParameter(parameters, path.split('.')))
    .map(([pointer, path]) => ({ pointer, code: 'unknown_parameter' as const, message: `"${path}" is no parameter` }));
  const hosts = partitionKey.flatMap((part, index) =>
    part.from === 'host' && landings[part.name] !== 'url'
      ? [
          {
            pointer: `/partitionKey/${index}/name`,
            code: 'no_url' as const,
            message: `"${part.name}" does not land as url`,
          },
        ]
      : [],
  );
  return [...missing, ...hosts, ...settingProblems(manifest)];
}

/** A rule for a setting that does not exist would never hold, and nobody would hear of it. */
function settingProblems({ options = [], connection }: ConnectorManifest): readonly Problem<ManifestCode>[] {
  return options.flatMap(({ where = [] }, index) =>
    where
      .filter(({ setting }) => !hasParameter(connection?.settings, [setting]))
      .map(({ setting }, at) => ({
        pointer: `/options/${index}/where/${at}/setting`,
        code: 'unknown_setting',
        message: `"${setting}" is no setting of its connections`,
      })),
  );
}

function hasParameter(schema: Json | undefined, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  const properties = isJsonObject(schema) ? schema.properties : undefined;
  if (!isJsonObject(properties) || !Object.hasOwn(properties, first)) return false;
  return hasParameter(properties[first], rest);
}
