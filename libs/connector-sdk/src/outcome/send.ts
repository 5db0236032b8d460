import { HttpError, type HttpAnswer, type HttpClient, type HttpRequest } from '../http/client.js';
import { outcomeOfHttpError, unknown, type ErrorOutcome } from './outcomes.js';

export type Sent = { readonly answer: HttpAnswer } | { readonly outcome: ErrorOutcome };

/** The answer, or what it means that there is none. */
export async function send(http: HttpClient, request: HttpRequest): Promise<Sent> {
  try {
    return { answer: await http.request(request) };
  } catch (error) {
    if (error instanceof HttpError) return { outcome: outcomeOfHttpError(error) };
    return { outcome: unknown('connector_bug', 'The request ended in a way that nobody expected.') };
  }
}
