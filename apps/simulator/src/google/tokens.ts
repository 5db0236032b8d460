import { randomBytes } from 'node:crypto';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { bearer, readFields, textOf } from '../http/read-body.js';

const LIFETIME_SECONDS = 3599;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The token endpoint of Google's OAuth. Signatures are not verified; an issuer with `revoked` in it is unknown here. */
export class Tokens {
  readonly #issued = new Set<string>();

  constructor(private readonly now: () => number) {}

  grant(request: SimRequest): SimAnswer {
    const fields = readFields(request) ?? {};
    if (fields.grant_type !== GRANT)
      return refused('unsupported_grant_type', `Invalid grant_type: ${textOf(fields.grant_type)}`);
    const claims = readClaims(textOf(fields.assertion), this.now());
    if (claims === undefined) return refused('invalid_grant', 'Invalid JWT: Failed audience check.');
    if (textOf(claims.scope) === '') return refused('invalid_scope', 'Empty or missing scope not allowed.');
    if (textOf(claims.iss) === '' || textOf(claims.iss).includes('revoked')) {
      return refused('invalid_grant', 'Invalid grant: account not found');
    }
    const token = `ya29.sim-${randomBytes(24).toString('base64url')}`;
    this.#issued.add(token);
    return { status: 200, body: { access_token: token, expires_in: LIFETIME_SECONDS, token_type: 'Bearer' } };
  }

  /** Whether the request carries a token of ours, or a JWT that a service account signed for itself. */
  accepts({ headers }: SimRequest): boolean {
    const token = bearer(headers);
    if (token === undefined) return false;
    return this.#issued.has(token) || readClaims(token, this.now()) !== undefined;
  }
}

const refused = (error: string, error_description: string): SimAnswer => ({
  status: 400,
  body: { error, error_description },
});

function readClaims(jwt: string, now: number): Readonly<Record<string, unknown>> | undefined {
  const parts = jwt.split('.');
  if (parts.length !== 3 || parts.includes('')) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    const isFresh = typeof claims === 'object' && claims !== null && 'exp' in claims && Number(claims.exp) * 1000 > now;
    return isFresh ? claims : undefined;
  } catch {
    return undefined;
  }
}
