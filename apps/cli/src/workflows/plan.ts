import { isDeepStrictEqual } from 'node:util';
import { extractInlineSecrets, type ConnectorManifest, type JsonObject } from '@hookswitch/domain';
import type { Api } from '../api/api.js';
import { UsageError } from '../command.js';
import { difference } from './difference.js';
import type { WrittenDocument } from './documents.js';
import { isError, type Finding } from './finding.js';
import {
  checkOnline,
  currentWorkflow,
  listWorkflows,
  manifestsOf,
  type Current,
  type Listed,
} from './gateway-workflows.js';

/** `refused`: the gateway would not take the document. */
export const ACTIONS = ['create', 'change', 'delete', 'unchanged', 'refused'] as const;
export type Action = (typeof ACTIONS)[number];

/** What has to be done so that one workflow is what its file says. */
export interface Planned {
  readonly name: string;
  readonly action: Action;
  /** Absent for one that no file has any more. */
  readonly written?: WrittenDocument;
  readonly current?: Current;
  /** Lines, see {@link difference}; credentials that are typed in stand as the references that they become. */
  readonly difference: readonly string[];
  readonly findings: readonly Finding[];
}

/** A label and its value: workflows that have it belong to these files, and to nobody else. */
export interface Owner {
  readonly label: string;
  readonly value: string;
}

export interface PlanOptions {
  /** Workflows that have this label and stand in no file are to be deleted. */
  readonly prune?: Owner;
  /** Typed-in credentials are sent again: what is stored of them cannot be compared. */
  readonly credentials?: boolean;
}

export function ownerOf(text: string | undefined): Owner | undefined {
  if (text === undefined) return undefined;
  const [, label, value] = /^([^=\s]+)=(.+)$/.exec(text) ?? [];
  if (label === undefined || value === undefined)
    throw new UsageError('--prune takes LABEL=VALUE, such as managed-by=call-centre.');
  return { label, value };
}

/** Compares all documents with what is stored; changes nothing. */
export async function planDocuments(
  api: Api,
  documents: readonly WrittenDocument[],
  { prune, credentials = false }: PlanOptions,
): Promise<readonly Planned[]> {
  const manifests = await manifestsOf(api);
  const listed = await listWorkflows(api);
  const ids = new Map(listed.map(({ name, id }) => [name, id]));
  const planned: Planned[] = [];
  for (const written of documents) {
    const id = ids.get(written.name);
    const current = id === undefined ? undefined : await currentWorkflow(api, id);
    const findings = [...(await checkOnline(api, written, current?.id)), ...(prune ? unowned(written, prune) : [])];
    planned.push(planOne(written, { current, findings, manifests, credentials }));
  }
  return prune ? [...planned, ...(await orphans(api, listed, documents, prune))] : planned;
}

interface Known {
  readonly current: Current | undefined;
  readonly findings: readonly Finding[];
  readonly manifests: ReadonlyMap<string, ConnectorManifest>;
  readonly credentials: boolean;
}

function planOne(written: WrittenDocument, { current, findings, manifests, credentials }: Known): Planned {
  const planned = { name: written.name, written, ...(current && { current }) };
  if (findings.some(isError)) return { ...planned, action: 'refused', difference: [], findings };
  // A typed-in credential is stored as a reference: so it is compared, and so it is shown.
  const { document, secrets } = extractInlineSecrets(written.document, manifests);
  const wanted = document as JsonObject;
  const isSame = current !== undefined && isDeepStrictEqual(current.document, wanted);
  if (!isSame) {
    const lines = difference(current?.document, wanted);
    return { ...planned, action: current ? 'change' : 'create', difference: lines, findings };
  }
  if (secrets.length === 0) return { ...planned, action: 'unchanged', difference: [], findings };
  if (credentials) return { ...planned, action: 'change', difference: [RESENT], findings };
  const message = 'A credential is typed in. It cannot be compared with what is stored; --credentials sends it again.';
  const warning = written.finding({ pointer: '', code: 'credential_not_compared', message, severity: 'warning' });
  return { ...planned, action: 'unchanged', difference: [], findings: [...findings, warning] };
}

const RESENT = '~ credentials that are typed in';

/** Whoever lets workflows be deleted by a label has to give it to all that are to stay. */
function unowned(written: WrittenDocument, { label, value }: Owner): readonly Finding[] {
  const { metadata } = written.document;
  const labels = (metadata as JsonObject)['labels'] as JsonObject | undefined;
  if (labels?.[label] === value) return [];
  const message = `--prune ${label}=${value} asks for the label ${label}: ${value} in every document.`;
  return [written.finding({ pointer: '/metadata/labels', code: 'not_owned', message })];
}

async function orphans(
  api: Api,
  listed: readonly Listed[],
  documents: readonly WrittenDocument[],
  { label, value }: Owner,
): Promise<readonly Planned[]> {
  const names = new Set(documents.map(({ name }) => name));
  const found: Planned[] = [];
  for (const { id, name, labels } of listed) {
    if (names.has(name) || labels[label] !== value) continue;
    const current = await currentWorkflow(api, id);
    if (!current) continue;
    found.push({ name, action: 'delete', current, difference: difference(current.document, undefined), findings: [] });
  }
  return found;
}
