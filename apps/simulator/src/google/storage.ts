import { createHash, randomBytes } from 'node:crypto';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields, textOf } from '../http/read-body.js';
import { faultOfStatus } from './errors.js';

export interface StoredObject {
  readonly bucket: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly md5: string;
  /** The first bytes: enough to know what it is. */
  readonly head: Buffer;
}

interface Upload {
  readonly bucket: string;
  readonly name: string;
  readonly contentType: string;
  readonly md5: ReturnType<typeof createHash>;
  head: Buffer;
  size: number;
}

const HEAD_BYTES = 64 * 1024;
const RESUME_INCOMPLETE = 308;

/** Cloud Storage's JSON API for objects. Buckets named `missing-…` do not exist, `forbidden-…` are somebody else's, `keeping-…` have no lifecycle. */
export class Storage {
  readonly #objects = new Map<string, StoredObject>();
  readonly #uploads = new Map<string, Upload>();

  get(uri: string): StoredObject | undefined {
    return this.#objects.get(uri);
  }

  answer(request: SimRequest): SimAnswer | undefined {
    const upload = /^\/upload\/storage\/v1\/b\/([^/]+)\/o$/.exec(request.path);
    const place = /^\/storage\/v1\/b\/([^/]+)(?:\/o\/([^/]+))?$/.exec(request.path);
    const bucket = decodeURIComponent((upload ?? place)?.[1] ?? '');
    if (bucket === '') return undefined;
    const problem = bucketProblem(bucket);
    if (problem !== undefined) return problem;
    if (upload !== null) return this.#upload(bucket, request);
    const name = place?.[2];
    return name === undefined ? describeBucket(bucket) : this.#object(bucket, decodeURIComponent(name), request.method);
  }

  #upload(bucket: string, request: SimRequest): SimAnswer {
    const { method, query } = request;
    const session = query.get('upload_id');
    if (method === 'PUT' && session !== null) return this.#chunk(session, request);
    if (method !== 'POST') return faultOfStatus(405, 'Method Not Allowed');
    const name = query.get('name') ?? textOf(readFields(request)?.name);
    if (name === '') return faultOfStatus(400, 'Required object name is missing.');
    const contentType = request.headers['x-upload-content-type'] ?? request.headers['content-type'] ?? '';
    const upload: Upload = { bucket, name, contentType, md5: createHash('md5'), head: Buffer.alloc(0), size: 0 };
    if (query.get('uploadType') === 'media') return this.#store(append(upload, request.body));
    if (query.get('uploadType') !== 'resumable') return faultOfStatus(400, 'Bad Request: uploadType');
    const id = randomBytes(12).toString('base64url');
    this.#uploads.set(id, upload);
    const location = `${request.base}/upload/storage/v1/b/${encodeURIComponent(bucket)}/o?uploadType=resumable&name=${encodeURIComponent(name)}&upload_id=${id}`;
    return { status: 200, headers: { location, 'x-guploader-uploadid': id }, body: '' };
  }

  #chunk(session: string, { headers, body }: SimRequest): SimAnswer {
    const upload = this.#uploads.get(session);
    if (upload === undefined) return faultOfStatus(404, 'Not Found');
    const [, from = '*', total = '*'] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
    if (from !== '*' && Number(from) !== upload.size) return faultOfStatus(400, 'Invalid range.');
    append(upload, body);
    if (total !== '*' && upload.size >= Number(total)) {
      this.#uploads.delete(session);
      return this.#store(upload);
    }
    const range: Record<string, string> = upload.size === 0 ? {} : { range: `bytes=0-${upload.size - 1}` };
    return { status: RESUME_INCOMPLETE, headers: range, body: '' };
  }

  #store({ bucket, name, contentType, md5, head, size }: Upload): SimAnswer {
    const object = { bucket, name, contentType, size, md5: md5.digest('base64'), head };
    this.#objects.set(`gs://${bucket}/${name}`, object);
    return { status: 200, body: describeObject(object), effect: 'object' };
  }

  #object(bucket: string, name: string, method: string): SimAnswer {
    const uri = `gs://${bucket}/${name}`;
    const object = this.#objects.get(uri);
    if (object === undefined) return faultOfStatus(404, `No such object: ${bucket}/${name}`);
    if (method === 'GET') return { status: 200, body: describeObject(object) };
    if (method !== 'DELETE') return faultOfStatus(405, 'Method Not Allowed');
    this.#objects.delete(uri);
    return { status: 204, effect: 'object deleted' };
  }
}

function append(upload: Upload, bytes: Buffer): Upload {
  upload.md5.update(bytes);
  upload.size += bytes.length;
  if (upload.head.length < HEAD_BYTES) upload.head = Buffer.concat([upload.head, bytes]).subarray(0, HEAD_BYTES);
  return upload;
}

function bucketProblem(bucket: string): SimAnswer | undefined {
  if (bucket.startsWith('missing-')) return faultOfStatus(404, 'The specified bucket does not exist.');
  const denied = 'The service account does not have storage access to the Google Cloud Storage bucket.';
  return bucket.startsWith('forbidden-') ? faultOfStatus(403, denied) : undefined;
}

const describeBucket = (name: string): SimAnswer => ({
  status: 200,
  body: {
    kind: 'storage#bucket',
    id: name,
    name,
    location: 'US',
    storageClass: 'STANDARD',
    ...(name.startsWith('keeping-')
      ? {}
      : { lifecycle: { rule: [{ action: { type: 'Delete' }, condition: { age: 1 } }] } }),
  },
});

const describeObject = ({ bucket, name, contentType, size, md5 }: StoredObject) => ({
  kind: 'storage#object',
  id: `${bucket}/${name}/1`,
  bucket,
  name,
  contentType,
  size: String(size),
  md5Hash: md5,
});
