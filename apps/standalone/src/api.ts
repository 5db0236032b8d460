import type { Json, JsonObject } from '@hookswitch/domain';

/** The REST API as any other client sees it: standalone loads its samples and sends its greeting this way. */
export interface Api {
  get(path: string): Promise<JsonObject>;
  /** Rejects when the answer is no 2xx, with the problem's own words. */
  post(path: string, body: Json, contentType?: string): Promise<JsonObject>;
}

export function createApi(url: string, key: string): Api {
  const call = async (method: string, path: string, body?: Json, contentType = 'application/json') => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': contentType }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 1_000)}`);
    return (text === '' ? {} : JSON.parse(text)) as JsonObject;
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body, contentType) => call('POST', path, body, contentType),
  };
}
