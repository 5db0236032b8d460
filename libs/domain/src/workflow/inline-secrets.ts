import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ConnectorManifest } from '../manifest.js';
import { isTooDeep } from './check/depth.js';
import { isCredentialName } from './credentials.js';
import type { Path as TemplatePath } from '../path.js';
import { templatePaths } from '../template/paths.js';
import { SecretNames } from './secret-names.js';

/** A credential that was typed into an action, to be sealed for its connector type. Never log it. */
export interface InlineSecret {
  readonly name: string;
  readonly connectorType: string;
  readonly value: string;
  readonly stepId: string;
  /** Hosts it may be sent to: that of the action's URL, else those of the manifest; absent when neither is known. */
  readonly allowedHosts?: readonly string[];
}

/**
 * Replaces credentials typed into params by `{{secrets.inline-…}}`, before anything is stored or logged. Taken are the manifest's
 * `secretParams`, entries with `secret: true`, and text under a credential-like name: a field, a {key, value} entry, a query
 * parameter of a URL. Text with a placeholder is left as it is. The document may be wrong in any way; what is no step is kept.
 * The workflow's name is part of a secret's name, because secrets belong to the tenant and step ids repeat among workflows; `_`
 * ends it, since `a` with the step `b-c` and `a-b` with the step `c` must not share one.
 */
export function extractInlineSecrets(
  document: unknown,
  manifests: ReadonlyMap<string, ConnectorManifest>,
): { readonly document: unknown; readonly secrets: readonly InlineSecret[] } {
  // checkWorkflow refuses such a document; recursing into it here would overflow the stack.
  if (isTooDeep(document)) return { document, secrets: [] };
  if (!isJsonObject(document) || !isJsonObject(document.spec) || !Array.isArray(document.spec.steps)) {
    return { document, secrets: [] };
  }
  const secrets: InlineSecret[] = [];
  const workflow = isJsonObject(document.metadata) ? slug(document.metadata.name) : '';
  const written = document.spec.steps as readonly Json[];
  const names = new SecretNames(new Set(templatePaths(written).flatMap(secretNamed)));
  const steps = written.map((step, index) => {
    if (!isJsonObject(step) || !isJsonObject(step.params)) return step;
    const extraction = new Extraction(step, manifests, { index, workflow, names }, secrets);
    return { ...step, params: extraction.object(step.params, []) };
  });
  return { document: { ...document, spec: { ...document.spec, steps } }, secrets };
}

type Path = readonly string[];

interface Place {
  readonly index: number;
  readonly workflow: string;
  readonly names: SecretNames;
}

class Extraction {
  private readonly stepId: string;
  private readonly connectorType: string;
  private readonly manifest: ConnectorManifest | undefined;
  private readonly allowedHosts: readonly string[];
  private readonly prefix: string;
  private readonly names: SecretNames;

  constructor(
    step: JsonObject,
    manifests: ReadonlyMap<string, ConnectorManifest>,
    { index, workflow, names }: Place,
    private readonly secrets: InlineSecret[],
  ) {
    this.stepId = typeof step.id === 'string' ? step.id : String(index);
    this.connectorType = typeof step.action === 'string' ? step.action : '';
    this.manifest = manifests.get(this.connectorType);
    this.allowedHosts = hostsOf(step.params ?? null, this.manifest);
    this.names = names;
    this.prefix = `inline-${workflow}_${slug(this.stepId)}`;
  }

  object(value: JsonObject, path: Path): JsonObject {
    const key = typeof value.key === 'string' && Object.hasOwn(value, 'value') ? value.key : undefined;
    const isSecretEntry = key !== undefined && (value.secret === true || isCredentialName(key));
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => {
        const here = [...path, name];
        if (isSecretEntry && name === 'value')
          return [name, this.seal(child, key, [...path, key], value.secret === true)];
        return [name, this.value(child, name, here)];
      }),
    );
  }

  private value(value: Json, name: string, path: Path): Json {
    const listed = this.manifest?.secretParams.includes(path.filter((part) => !/^\d+$/.test(part)).join('.')) ?? false;
    if (listed || isCredentialName(name)) {
      if (typeof value === 'string' || listed) return this.seal(value, name, path, listed);
    }
    if (Array.isArray(value)) {
      const items: readonly Json[] = value;
      // A list under a credential's name holds credentials.
      return items.map((item, index) =>
        this.value(item, typeof item === 'string' ? name : '', [...path, String(index)]),
      );
    }
    if (isJsonObject(value)) return this.object(value, path);
    return typeof value === 'string' ? this.query(value, path) : value;
  }

  /** Query parameters of a URL. */
  private query(text: string, path: Path): string {
    if (!/^https?:\/\//i.test(text)) return text;
    return text.replaceAll(/([?&])([^=&#?]+)=([^&#]+)/g, (whole, mark: string, name: string, value: string) => {
      if (!isCredentialName(decoded(name)) || value.includes('{{')) return whole;
      return `${mark}${name}=${this.reference(decoded(value), [...path, name])}`;
    });
  }

  /** `numbersToo`: the author or the manifest said that it is a secret, whatever its type. */
  private seal(value: Json, name: string, path: Path, numbersToo: boolean): Json {
    if (typeof value !== 'string') {
      if (numbersToo && typeof value === 'number') return this.reference(String(value), path);
      return isJsonObject(value) ? this.object(value, path) : value;
    }
    if (value === '' || value.includes('{{')) return value;
    // The scheme of an Authorization header is no secret, and is easier to check when it can be read.
    const scheme = /auth/i.test(name)
      ? /^((?:Bearer|Basic|Token|ApiKey|Api-Key|AccessKey|Key|Bot)\s+)(\S[^]*)$/i.exec(value)
      : null;
    return scheme ? `${scheme[1]}${this.reference(scheme[2] ?? '', path)}` : this.reference(value, path);
  }

  private reference(value: string, path: Path): string {
    const name = this.names.give(`${this.prefix}-${slug(path.join('-')) || 'secret'}`);
    const { connectorType, stepId, allowedHosts } = this;
    this.secrets.push({ name, connectorType, value, stepId, ...(allowedHosts.length > 0 && { allowedHosts }) });
    return `{{secrets.${name}}}`;
  }
}

function hostsOf(params: Json, manifest: ConnectorManifest | undefined): readonly string[] {
  const urls = Object.entries(manifest?.landings ?? {}).filter(([, landing]) => landing === 'url');
  const hosts = urls.flatMap(([name]) => {
    const url = isJsonObject(params) ? params[name] : undefined;
    const host = typeof url === 'string' ? /^https?:\/\/([^/?#:@{}\s]+)/i.exec(url)?.[1] : undefined;
    return host === undefined ? [] : [host.toLowerCase()];
  });
  return hosts.length > 0 ? hosts : (manifest?.egressHosts ?? []);
}

const secretNamed = ([root, name]: TemplatePath): readonly string[] =>
  root === 'secrets' && typeof name === 'string' ? [name] : [];

const slug = (value: Json | undefined): string =>
  typeof value === 'string'
    ? value
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, '')
        .slice(0, 63)
    : '';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
