import { UNLISTED, type ErrorRow } from '@hookswitch/connector-sdk';

const QUARTER_MS = 15 * 60_000;

/** Slack's own words, by class. */
export const SLACK_ERRORS: readonly ErrorRow[] = [
  { codes: ['ratelimited', 'rate_limited'], class: 'retry-after', defaultAfterMs: 30_000 },
  { status: [429], class: 'retry-after', defaultAfterMs: 30_000 },
  { codes: ['message_limit_exceeded'], class: 'retry', afterMs: QUARTER_MS },
  { codes: ['service_unavailable', 'request_timeout', 'team_added_to_org'], class: 'retry' },
  // Part of it may have succeeded, Slack says.
  { codes: ['internal_error', 'fatal_error'], class: 'unknown' },
  {
    codes: ['missing_scope'],
    class: 'config',
    advice: 'Add the scope to the Slack app, install it again and use the new token.',
  },
  {
    codes: ['token_expired'],
    class: 'config',
    advice:
      'Slack rotates this token every 12 hours. Store the new one in the connection; what waits for it then goes on.',
  },
  {
    codes: ['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked'],
    class: 'config',
    advice: 'Use a token that is in force.',
  },
  { codes: ['not_allowed_token_type'], class: 'config', advice: 'Use the token of a bot, xoxb-….' },
  {
    codes: ['no_permission', 'access_denied', 'accesslimited', 'ekm_access_denied'],
    class: 'config',
  },
  { codes: ['org_login_required', 'two_factor_setup_required', 'team_access_not_granted'], class: 'config' },
  { codes: ['app_access_restricted', 'enterprise_is_restricted'], class: 'config' },
  {
    codes: ['not_in_channel'],
    class: 'permanent',
    advice:
      'Invite the app to the channel with /invite. For public channels the scope chat:write.public does without that.',
  },
  {
    codes: ['channel_not_found'],
    class: 'permanent',
    advice:
      'The token sees no such channel. A private one is found only when the app was invited to it with /invite; a token for a whole organisation needs the id instead of the name.',
  },
  { codes: ['is_archived', 'team_not_found', 'messages_tab_disabled'], class: 'permanent' },
  {
    codes: ['thread_not_found', 'cannot_reply_to_message'],
    class: 'permanent',
    advice: 'thread_ts must be the ts of a message in this channel that is itself no answer in a thread.',
  },
  {
    codes: ['restricted_action', 'restricted_action_*'],
    class: 'permanent',
    advice: 'The settings of the workspace or the channel do not let the app post there.',
  },
  { codes: ['msg_too_long', 'no_text', 'too_many_attachments'], class: 'permanent' },
  {
    codes: ['msg_blocks_too_long'],
    class: 'permanent',
    advice: 'All blocks together may have about 13,000 characters; the filter truncate shortens a value.',
  },
  {
    codes: ['invalid_blocks', 'invalid_blocks_format', 'markdown_text_conflict', 'as_user_not_supported'],
    class: 'permanent',
  },
  { codes: ['attachment_payload_limit_exceeded', 'metadata_too_large', 'invalid_metadata_*'], class: 'permanent' },
  {
    codes: ['invalid_arguments', 'invalid_arg_name', 'invalid_array_arg', 'invalid_charset', 'invalid_form_data'],
    class: 'permanent',
  },
  { codes: ['invalid_post_type', 'missing_post_type', 'deprecated_endpoint', 'method_deprecated'], class: 'permanent' },
  { codes: ['slack_connect_*'], class: 'permanent' },
  { status: [502, 503], class: 'retry' },
  // A word that nobody has listed yet, beside which Slack says that it did nothing.
  ...UNLISTED.send,
];
