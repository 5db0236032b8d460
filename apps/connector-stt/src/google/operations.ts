import { protos } from '@google-cloud/speech';
import type { GoogleSession } from './session.js';

const { LongRunningRecognizeMetadata, LongRunningRecognizeResponse } = protos.google.cloud.speech.v1;
type Result = protos.google.cloud.speech.v1.ISpeechRecognitionResult;

/** A long-running operation as the client decodes it from REST. */
interface RawOperation {
  readonly name?: string | null;
  readonly done?: boolean | null;
  readonly error?: { readonly code?: number | null; readonly message?: string | null } | null;
  readonly metadata?: { readonly value?: Uint8Array | null } | null;
  readonly response?: { readonly value?: Uint8Array | null } | null;
}

export interface Operation {
  readonly name: string;
  /** Of the audio that it transcribes. */
  readonly uri: string | undefined;
  readonly state:
    | { readonly kind: 'running' }
    | { readonly kind: 'failed'; readonly code: number; readonly message: string }
    | { readonly kind: 'done'; readonly results: readonly Result[] };
}

/** One attempt, no retries of the client's own. */
const ONCE = { retry: null, timeout: 30_000 };
const PAGE = 100;
const PAGES = 20;

export async function getOperation({ speech }: GoogleSession, name: string): Promise<Operation> {
  const request = { name } as unknown as Parameters<typeof speech.operationsClient.getOperation>[0];
  const [operation] = (await speech.operationsClient.getOperation(request, ONCE)) as unknown as [RawOperation];
  return read(operation);
}

/** The operation on this object that did not fail. Google lists all and knows no filter for it, so `unclear` when there are too many. */
export async function findOperation(session: GoogleSession, uri: string): Promise<Operation | 'none' | 'unclear'> {
  let pageToken = '';
  for (let page = 0; page < PAGES; page += 1) {
    const { operations, next } = await listOperations(session, PAGE, pageToken);
    const found = operations.find((operation) => operation.uri === uri && operation.state.kind !== 'failed');
    if (found) return found;
    if (next === '') return 'none';
    pageToken = next;
  }
  return 'unclear';
}

/** One page; rejects as the speech client does. */
export async function listOperations(
  { speech }: GoogleSession,
  pageSize: number,
  pageToken = '',
): Promise<{ readonly operations: readonly Operation[]; readonly next: string }> {
  type Request = Parameters<typeof speech.operationsClient.listOperations>[0];
  const request = { name: '', filter: '', pageSize, pageToken } as unknown as Request;
  const answer: unknown = await speech.operationsClient.listOperations(request, { ...ONCE, autoPaginate: false });
  // Its types promise a response; it resolves to the operations, the next request and the response.
  const [operations, next] = answer as readonly [readonly RawOperation[], { readonly pageToken?: string } | null];
  return { operations: operations.map(read), next: next?.pageToken ?? '' };
}

function read({ name, done, error, metadata, response }: RawOperation): Operation {
  const facts = metadata?.value ? LongRunningRecognizeMetadata.decode(metadata.value) : undefined;
  const base = { name: name ?? '', uri: facts?.uri === '' ? undefined : facts?.uri };
  if (done !== true) return { ...base, state: { kind: 'running' } };
  if (error?.code) return { ...base, state: { kind: 'failed', code: error.code, message: error.message ?? '' } };
  const results = response?.value ? LongRunningRecognizeResponse.decode(response.value).results : [];
  return { ...base, state: { kind: 'done', results } };
}
