import { describe, expect, it } from '@jest/globals';
import { HttpError } from '@hookswitch/connector-sdk';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { outcomeOfSlackError } from './failure.js';

const refused = (error: string, more: object = {}) =>
  outcomeOfSlackError(new WebAPIPlatformError({ ok: false, error, ...more }), { status: 200, retryAfterMs: undefined });
const answered = (status: number, body: string) =>
  outcomeOfSlackError(new WebAPIHTTPError(status, '', {}, body), { status, retryAfterMs: undefined });

describe('what Slack says', () => {
  it.each(['service_unavailable', 'request_timeout', 'team_added_to_org'])('%s can be tried again', (word) => {
    expect(refused(word)).toMatchObject({ kind: 'retry', error: { code: word, class: 'retry' } });
  });
  it.each(['internal_error', 'fatal_error'])('%s may have posted', (word) => {
    expect(refused(word)).toMatchObject({ kind: 'unknown', error: { code: word } });
    expect(answered(500, `{"ok":false,"error":"${word}"}`)).toMatchObject({ kind: 'unknown', error: { code: word } });
  });
  it.each([
    ...[
      'not_authed',
      'invalid_auth',
      'account_inactive',
      'token_revoked',
      'token_expired',
      'missing_scope',
      'not_allowed_token_type',
      'no_permission',
    ],
    ...[
      'access_denied',
      'accesslimited',
      'ekm_access_denied',
      'org_login_required',
      'two_factor_setup_required',
      'team_access_not_granted',
    ],
    ...['app_access_restricted', 'enterprise_is_restricted'],
  ])('%s needs a person', (word) => {
    expect(refused(word)).toMatchObject({ kind: 'failed', error: { code: word, class: 'config' } });
  });
  it.each([
    ...[
      'channel_not_found',
      'not_in_channel',
      'is_archived',
      'team_not_found',
      'cannot_reply_to_message',
      'messages_tab_disabled',
    ],
    ...[
      'restricted_action',
      'restricted_action_read_only_channel',
      'restricted_action_thread_locked',
      'msg_too_long',
      'msg_blocks_too_long',
    ],
    ...[
      'no_text',
      'invalid_blocks',
      'invalid_blocks_format',
      'markdown_text_conflict',
      'too_many_attachments',
      'metadata_too_large',
    ],
    ...[
      'attachment_payload_limit_exceeded',
      'invalid_metadata_format',
      'invalid_metadata_schema',
      'as_user_not_supported',
      'invalid_arguments',
    ],
    ...[
      'invalid_arg_name',
      'invalid_array_arg',
      'invalid_charset',
      'invalid_form_data',
      'invalid_post_type',
      'missing_post_type',
    ],
    ...['deprecated_endpoint', 'method_deprecated', 'slack_connect_file_upload_sharing_blocked', 'a_word_of_next_year'],
  ])('%s never works', (word) => {
    expect(refused(word)).toMatchObject({ kind: 'failed', error: { code: word, class: 'permanent' } });
  });

  it('waits as long as Slack asks, else half a minute', () => {
    const limited = (retryAfterMs?: number) =>
      outcomeOfSlackError(new Error('Retry header'), { status: 429, retryAfterMs });
    expect(limited()).toMatchObject({
      kind: 'retry',
      throttled: true,
      afterMs: 30_000,
      error: { code: 'ratelimited', class: 'retry-after' },
    });
    expect(limited(7_000)).toMatchObject({ afterMs: 7_000 });
    expect(outcomeOfSlackError(new WebAPIRateLimitedError(7), { status: 429, retryAfterMs: 7_000 })).toMatchObject({
      throttled: true,
      afterMs: 7_000,
    });
    expect(refused('rate_limited')).toMatchObject({ kind: 'retry', throttled: true, afterMs: 30_000 });
    expect(refused('message_limit_exceeded')).toMatchObject({ kind: 'retry', afterMs: 900_000 });
  });

  it.each([
    [502, 'retry'],
    [503, 'retry'],
    [500, 'unknown'],
    [504, 'unknown'],
    [404, 'failed'],
    [302, 'failed'],
  ])('a bare %d is %s', (status, kind) => {
    expect(answered(status, '<html>')).toMatchObject({ kind, error: { code: `http_${status}` } });
  });

  it('says in words which scope is missing and what to do', () => {
    const said = refused('missing_scope', { needed: 'chat:write', provided: 'channels:read' });
    expect(said.error.message).toBe(
      'The token lacks the scope chat:write (it has channels:read). Add the scope to the Slack app, install it again and use the new token.',
    );
    expect(refused('missing_scope').error.message).toContain('chat:write');
    expect(refused('not_in_channel').error.message).toContain('Invite the app to the channel');
    expect(refused('channel_not_found').error.message).toContain('private');
    expect(refused('token_expired').error.message).toContain('Store the new one');
    expect(refused('cannot_reply_to_message').error.message).toContain('thread_ts');
  });

  it('passes on what Slack finds wrong with blocks, and where', () => {
    const messages = [
      '[ERROR] unsupported type: sections [json-pointer:/blocks/0/type]',
      ...Array.from({ length: 5 }, () => 'x'.repeat(999)),
      7,
    ];
    const { message } = refused('invalid_blocks', { response_metadata: { messages } }).error;
    expect(message).toContain('It said: unsupported type: sections [json-pointer:/blocks/0/type]; x');
    expect(message.length).toBeLessThan(600);
    for (const strange of [{ messages: 'no' }, { messages: [1] }, 'no', null])
      expect(refused('invalid_blocks', { response_metadata: strange }).error.message).toBe(
        'Slack answered "invalid_blocks".',
      );
  });

  it('does not take a page of HTML for a word', () => {
    expect(refused('<html>maintenance</html>')).toMatchObject({
      kind: 'unknown',
      error: { code: 'unreadable_answer' },
    });
  });

  it('tells what was surely not sent from what may have been', () => {
    const lost = (code: HttpError['code']) =>
      outcomeOfSlackError(new WebAPIRequestError(new HttpError(code, 'x')), undefined);
    expect([lost('unreachable'), lost('blocked'), lost('unknown')].map(({ kind }) => kind)).toEqual([
      'retry',
      'failed',
      'unknown',
    ]);
    expect(outcomeOfSlackError(new TypeError('bug'), undefined)).toMatchObject({
      kind: 'unknown',
      error: { code: 'connector_bug' },
    });
  });
});
