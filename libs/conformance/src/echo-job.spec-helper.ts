import {
  classify,
  defineConnector,
  failed,
  retry,
  retryAfterMs,
  send,
  succeeded,
  UNLISTED,
  unknown,
  type ActionOutcome,
  type Call,
  type Connector,
} from '@hookswitch/connector-sdk';
import type { Json, JsonObject } from '@hookswitch/domain';
import type { StubScript } from '@hookswitch/testing';
import { echo, manifest, TOKEN } from './echo.spec-helper.js';
import type { ConformanceTarget } from './target.js';

/** The ways in which it goes to its target. */
export type Work = Required<Pick<Connector, 'perform' | 'resume' | 'reconcile'>>;
/** The same connector with one mistake; each call is another process. */
export type JobMistake = (work: Work) => Partial<Work>;

type Asked = ActionOutcome | { readonly kind: 'answer'; readonly body: JsonObject };

/** An echo that takes its time: POST /jobs starts one, GET /jobs/ID says how it is, GET /jobs?key= finds it. */
async function ask(call: Call, method: string, path: string, phase: 'read' | 'send'): Promise<Asked> {
  const { params, connection, http, signal, idempotencyKey } = call;
  const request = {
    method,
    url: `${connection?.settings.baseUrl as string}${path}`,
    headers: { authorization: connection?.secrets.token?.reveal() ?? '', 'idempotency-key': idempotencyKey },
    ...(method === 'POST' && { body: JSON.stringify(params) }),
    signal,
  };
  const sent = await send(http, request);
  if ('outcome' in sent) return sent.outcome;
  const { status, headers, body } = sent.answer;
  if (status === 404) return failed('forgotten', 'The target knows no such job.');
  const afterMs = retryAfterMs(headers['retry-after'], call.now());
  if (status >= 300)
    return classify(UNLISTED[phase], { status, message: 'No.', ...(afterMs !== undefined && { afterMs }) });
  try {
    return { kind: 'answer', body: JSON.parse(body.toString()) as JsonObject };
  } catch {
    return unknown('unreadable_answer', 'No JSON.');
  }
}

const pendingJob = (id: Json | undefined): ActionOutcome => ({
  kind: 'pending',
  state: { id: id ?? '' },
  afterMs: 1_000,
});

const perform: Work['perform'] = async (call) => {
  const asked = await ask(call, 'POST', '/jobs', 'send');
  return asked.kind === 'answer' ? pendingJob(asked.body.id) : asked;
};

const resume: Work['resume'] = async (call, state) => {
  const { id } = state as { readonly id: string };
  const asked = await ask(call, 'GET', `/jobs/${id}`, 'read');
  if (asked.kind !== 'answer') return asked;
  if (asked.body.failed === true) return failed('job_failed', 'The job came to nothing.');
  return asked.body.text === undefined ? pendingJob(id) : succeeded({ text: asked.body.text });
};

const reconcile: Work['reconcile'] = async (call, state) => {
  if (state !== undefined) return resume(call, state);
  const asked = await ask(call, 'GET', `/jobs?key=${call.idempotencyKey}`, 'read');
  if (asked.kind !== 'answer') return undefined;
  return asked.body.id === undefined ? retry('not_submitted', 'There is no job.') : pendingJob(asked.body.id);
};

const work: Work = { perform, resume, reconcile };

/** Done when it is asked a second time. */
function jobServer(): StubScript {
  const jobs = new Map<string, { readonly key: string | undefined; polls: number }>();
  return ({ method, url, headers }) => {
    if (method === 'POST') {
      const id = `job-${jobs.size + 1}`;
      jobs.set(id, { key: headers['idempotency-key'], polls: 0 });
      return { body: { id } };
    }
    const key = /^\/jobs\?key=(.*)$/.exec(url)?.[1];
    if (key !== undefined) return { body: { id: [...jobs].find(([, job]) => job.key === key)?.[0] } };
    const job = jobs.get(url.slice('/jobs/'.length));
    if (job === undefined) return { status: 404, body: {} };
    job.polls += 1;
    return { body: job.polls > 1 ? { text: 'Hello' } : {} };
  };
}

function connectorOf(mistake: JobMistake): Connector {
  return defineConnector({ manifest: { ...manifest, idempotency: 'lookup' }, ...work, ...mistake(work) });
}

export const echoJob = (mistake: JobMistake = () => ({})): ConformanceTarget => ({
  ...echo(),
  connector: connectorOf(mistake),
  variant: 'job',
  accepted: jobServer(),
  acts: ({ method }) => method === 'POST',
  job: {
    asksAfter: ({ method, url }) => (method === 'GET' ? /^\/jobs\/(.+)$/.exec(url)?.[1] : undefined),
    forgotten: { status: 404, body: {} },
    failed: { body: { failed: true } },
    restarted: () => connectorOf(mistake),
  },
  serverError: 'unknown',
  secrets: [TOKEN],
});
