import type { SimAnswer, SimRequest } from '../http/provider.js';
import { basicAuth, textOf } from '../http/read-body.js';
import { refused, said } from './post-message.js';
import { ALL_SCOPES } from './tokens.js';

const LIFE_S = 43_200;

/** `oauth.v2.access` for apps with token rotation: any `xoxe-…` buys a pair, once. Client secrets that begin with `wrong` are refused. */
export class Rotation {
  readonly #spent = new Set<string>();

  exchange({ headers }: Pick<SimRequest, 'headers'>, fields: Readonly<Record<string, unknown>>): SimAnswer {
    const client = basicAuth(headers) ?? { user: textOf(fields.client_id), password: textOf(fields.client_secret) };
    if (client.user === '') return refused('invalid_client_id');
    if (client.password === '' || client.password.startsWith('wrong')) return refused('bad_client_secret');
    if (textOf(fields.grant_type) !== 'refresh_token') return refused('invalid_grant_type');
    const spent = textOf(fields.refresh_token);
    if (!spent.startsWith('xoxe-') || this.#spent.has(spent)) return refused('invalid_refresh_token');
    this.#spent.add(spent);
    const mark = `1-sim${this.#spent.size}`;
    return said({
      access_token: `xoxe.xoxb-${mark}`,
      expires_in: LIFE_S,
      refresh_token: `xoxe-${mark}`,
      token_type: 'bot',
      scope: ALL_SCOPES.join(','),
      bot_user_id: 'U0123456789',
      app_id: 'A0123456789',
      team: { id: 'T0123456789', name: 'Hookswitch Simulator' },
      enterprise: null,
    });
  }
}
