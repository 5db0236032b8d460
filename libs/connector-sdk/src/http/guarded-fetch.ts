import { HttpError, type HttpAnswer, type HttpClient, type HttpRequest } from './client.js';

/** `fetch` over the guarded client, for libraries that take one. Rejects with a {@link HttpError}; an answer that broke off is one too. */
export function guardedFetch(
  http: HttpClient,
  defaults: Omit<HttpRequest, 'method' | 'url' | 'headers' | 'body' | 'bodyBytes'> = {},
): typeof fetch {
  return async (input, init) => {
    const { request, body } = await read(input, init);
    const signals = [defaults.signal, request.signal].filter((signal) => signal !== undefined);
    const answer = await http.request({
      ...defaults,
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      ...(body && { body }),
      signal: AbortSignal.any(signals),
    });
    if (answer.broken || answer.truncated) throw new HttpError('unknown', 'The answer did not arrive whole.');
    return toResponse(answer);
  };
}

async function read(
  ...args: Parameters<typeof fetch>
): Promise<{ readonly request: Request; readonly body?: Uint8Array }> {
  try {
    const request = new Request(...args);
    return { request, ...(request.body !== null && { body: new Uint8Array(await request.arrayBuffer()) }) };
  } catch {
    // What was thrown may repeat the value of a header.
    throw new HttpError('invalid', 'The request could not be put on the wire.');
  }
}

function toResponse({ status, headers, body }: HttpAnswer): Response {
  if (status < 200 || status > 599)
    throw new HttpError('unknown', `The answer has the status ${status}, which is none.`);
  const isEmpty = [204, 205, 304].includes(status);
  return new Response(isEmpty ? null : new Uint8Array(body), { status, headers: new Headers({ ...headers }) });
}
