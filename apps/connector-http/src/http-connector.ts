import { defineConnector, misconfigured, send } from '@hookswitch/connector-sdk';
import { buildRequest } from './build-request.js';
import type { HttpParams } from './http-params.js';
import { judge } from './judge.js';
import { httpManifest } from './manifest.js';
import { signingProblem } from './signature.js';

/** The action `http`: one request to whatever the workflow's author names. */
export const httpConnector = defineConnector<HttpParams>({
  manifest: httpManifest,
  async perform(call) {
    const problem = call.params.sign && signingProblem(call.params.sign.secret);
    if (problem !== undefined) return misconfigured('invalid_signing_secret', problem);
    const sent = await send(call.http, buildRequest(call));
    return 'outcome' in sent ? sent.outcome : judge(sent.answer, call.params, call.now());
  },
});
