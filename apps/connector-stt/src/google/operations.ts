import { ASK, type Operation, type OperationPage, type OperationState, type SpeechApi } from './speech-api.js';

interface RawAny {
  readonly type_url?: string | null;
  readonly value?: Uint8Array | null;
}

/** A long-running operation as the client decodes it from REST. */
export interface RawOperation {
  readonly name?: string | null;
  readonly done?: boolean | null;
  readonly error?: { readonly code?: number | null; readonly message?: string | null } | null;
  readonly metadata?: RawAny | null;
  readonly response?: RawAny | null;
}

/** How a version writes what an operation is about and what came of it. */
export interface OperationCodec {
  uri(metadata: Uint8Array, type: string): string | undefined;
  /** Of a job that ended without an error of the whole. */
  state(response: Uint8Array): OperationState;
}

/** Operations that have ended come with their whole transcripts: an hour of talk with the time of each word is a MiB. */
const PAGE = 20;
const PAGES = 100;

/** The operation on this object that did not fail. Google lists all and knows no filter for it, so `unclear` when there are too many. */
export async function findOperation(
  api: Pick<SpeechApi, 'operations'>,
  uri: string,
): Promise<Operation | 'none' | 'unclear'> {
  let pageToken = '';
  for (let page = 0; page < PAGES; page += 1) {
    const { operations, next } = await api.operations(PAGE, pageToken);
    const found = operations.find((operation) => operation.uri === uri && operation.state.kind !== 'failed');
    if (found) return found;
    if (next === '') return 'none';
    pageToken = next;
  }
  return 'unclear';
}

export function readOperation(
  { name, done, error, metadata, response }: RawOperation,
  codec: OperationCodec,
): Operation {
  const uri = metadata?.value ? codec.uri(metadata.value, metadata.type_url ?? '') : undefined;
  const base = { name: name ?? '', uri: uri === '' ? undefined : uri };
  if (done !== true) return { ...base, state: { kind: 'running' } };
  if (error?.code) return { ...base, state: { kind: 'failed', code: error.code, message: error.message ?? '' } };
  return { ...base, state: response?.value ? codec.state(response.value) : { kind: 'done', results: [] } };
}

/** The part of Google's client for operations that is used; its own types ask for instances and promise another answer. */
interface OperationsClient {
  getOperation(request: never, options: object): unknown;
  listOperations(request: never, options: object): unknown;
}

export async function getOperation(client: OperationsClient, name: string, codec: OperationCodec): Promise<Operation> {
  const [operation] = (await client.getOperation({ name } as never, ASK)) as readonly [RawOperation];
  return readOperation(operation, codec);
}

/** `name`: whose operations, empty for all of the project. */
export async function listOperations(
  client: OperationsClient,
  request: { readonly name: string; readonly pageSize: number; readonly pageToken: string },
  codec: OperationCodec,
): Promise<OperationPage> {
  const options = { ...ASK, autoPaginate: false };
  // It resolves to the operations, the next request and the response.
  const [operations, next] = (await client.listOperations({ ...request, filter: '' } as never, options)) as readonly [
    readonly RawOperation[],
    { readonly pageToken?: string } | null,
  ];
  return { operations: operations.map((raw) => readOperation(raw, codec)), next: next?.pageToken ?? '' };
}
