import {
  catalogue,
  checkWorkflow,
  conditionProblems,
  extractInlineSecrets,
  isJsonArray,
  isJsonObject,
  templateProblems,
  type ConnectorManifest,
  type Json,
  type JsonObject,
} from '@hookswitch/domain';
import { createEngines } from '@hookswitch/platform';
import type { Finding } from './finding.js';
import { problemsOf } from './problems-of.js';
import type { WrittenDocument } from './documents.js';

/** What only a gateway knows: its connectors, connections and secrets. */
const UNKNOWABLE: ReadonlySet<string> = new Set(['unknown_connection', 'unknown_secret']);

/** What can be told of a document without a gateway: its shape, triggers, conditions and templates, by the code that the gateway runs. */
export function checkOffline(written: WrittenDocument): readonly Finding[] {
  const engines = createEngines();
  const { document } = extractInlineSecrets(written.document, new Map());
  const { errors, warnings } = checkWorkflow(document, {
    manifests: new AnyConnector(paramNames(document)),
    connections: () => undefined,
    secretExists: () => true,
    eventTypes: catalogue,
    validateParams: () => [],
    conditionErrors: (condition) => conditionProblems(condition, engines),
    templateErrors: (text) => templateProblems(text, engines),
  });
  const known = errors.filter(({ code }) => !UNKNOWABLE.has(code));
  const own = known.filter(
    (problem) => problem.code === 'unknown_trigger' && mayBeOwn(valueAt(document, problem.pointer)),
  );
  return [
    ...problemsOf(
      written,
      known.filter((problem) => !own.includes(problem)),
      'error',
    ),
    ...problemsOf(written, [...own, ...warnings], 'warning'),
  ];
}

/** A type of the tenant's own may begin with any object that the catalogue does not have. */
function mayBeOwn(type: Json | undefined): boolean {
  const object = (name: string) => name.split('.')[0];
  return typeof type === 'string' && !catalogue.some(({ name }) => object(name) === object(type));
}

function valueAt(document: unknown, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((here, key) => {
      if (isJsonArray(here)) return here[Number(key)];
      return isJsonObject(here) ? here[key] : undefined;
    }, document as Json);
}

function paramNames(document: unknown): readonly string[] {
  const steps = valueAt(document, '/spec/steps');
  return isJsonArray(steps)
    ? steps.flatMap((step) => (isJsonObject(step) && isJsonObject(step['params']) ? Object.keys(step['params']) : []))
    : [];
}

/** Every connector type, with parameters of any kind. */
class AnyConnector extends Map<string, ConnectorManifest> {
  constructor(private readonly names: readonly string[]) {
    super();
  }
  override get(type: string): ConnectorManifest {
    const anything: JsonObject = {};
    return {
      ...{ type, version: '', title: '', description: '', parameters: anything, output: anything, landings: {} },
      ...{ secretParams: [], secretsAllowedIn: this.names, partitionKey: [], egressHosts: [], timeoutMs: 900_000 },
      ...{ idempotency: 'none', delivery: 'at_least_once' },
    };
  }
}
