import { defineConnector, send } from '@hookswitch/connector-sdk';
import { buildRequest } from './build-request.js';
import type { HttpParams } from './http-params.js';
import { judge } from './judge.js';
import { httpManifest } from './manifest.js';

/** The action `http`: one request to whatever the workflow's author names. */
export const httpConnector = defineConnector<HttpParams>({
  manifest: httpManifest,
  async perform(call) {
    const sent = await send(call.http, buildRequest(call));
    return 'outcome' in sent ? sent.outcome : judge(sent.answer, call.params, call.now());
  },
});
