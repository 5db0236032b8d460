/** What a token may do, or why it may nothing. The token's own text decides: */
export type TokenState =
  { readonly ok: true; readonly scopes: readonly string[] } | { readonly ok: false; readonly error: string };

const BROKEN: readonly (readonly [RegExp, string])[] = [
  [/revoked/, 'token_revoked'],
  [/expired/, 'token_expired'],
  [/inactive/, 'account_inactive'],
  [/wrong/, 'invalid_auth'],
];
export const ALL_SCOPES = ['chat:write', 'chat:write.customize', 'chat:write.public', 'channels:read'];

/**
 * `xoxb-…revoked…`, `…expired…`, `…inactive…`, `…wrong…` are refused; `…plain…` lacks `chat:write.customize`, `…reader…` all of `chat:write`,
 * `…member…` lacks `chat:write.public`, `…invited…` is in every channel; `xoxe.xoxb-…` is rotated; any other `xoxb-…` may do all, `demo-…` too: it alarms no scanner.
 */
export function readToken(token: string | undefined): TokenState {
  if (token === undefined || token === '') return { ok: false, error: 'not_authed' };
  if (!/^((?:xoxe\.)?xox[bp]|demo)-/.test(token)) return { ok: false, error: 'invalid_auth' };
  const broken = BROKEN.find(([pattern]) => pattern.test(token));
  if (broken !== undefined) return { ok: false, error: broken[1] };
  const missing = token.includes('reader')
    ? ALL_SCOPES.slice(0, 3)
    : token.includes('plain')
      ? ['chat:write.customize']
      : token.includes('member')
        ? ['chat:write.public']
        : [];
  return { ok: true, scopes: ALL_SCOPES.filter((scope) => !missing.includes(scope)) };
}
