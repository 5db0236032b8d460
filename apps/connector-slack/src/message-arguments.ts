import type { ChatPostMessageArguments } from '@slack/web-api';
import { slackBold } from './bold.js';
import type { SlackParams } from './slack-params.js';

const MAX_CHARACTERS = 40_000;

/** Arguments of `chat.postMessage`; the token is none of them. */
export function messageArguments(params: SlackParams): ChatPostMessageArguments {
  const { channel, username, thread_ts, blocks, unfurl_links, unfurl_media, use_markdown } = params;
  const given = {
    channel,
    text: cut(use_markdown === true ? slackBold(params.text) : params.text),
    ...(hasBlocks(params) && { blocks }),
    ...iconOf(params),
    ...(filled(username) && { username }),
    ...(filled(thread_ts) && { thread_ts }),
    ...(unfurl_links !== undefined && { unfurl_links }),
    ...(unfurl_media !== undefined && { unfurl_media }),
    ...(use_markdown === false && { mrkdwn: false }),
  };
  // Slack's type has a variant for each pair of options, and one for each block.
  return given;
}

export const hasBlocks = ({ blocks = [] }: SlackParams): boolean => blocks.length > 0;

/** Slack takes one icon only. */
function iconOf({ icon_emoji, icon_url }: SlackParams): object {
  if (filled(icon_emoji)) return { icon_emoji };
  return filled(icon_url) ? { icon_url } : {};
}

/** Slack cuts without a sign. An escaped character and a surrogate pair stay whole. */
function cut(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  const kept = text.slice(0, MAX_CHARACTERS - 1).replace(/[\ud800-\udbff]$|&[a-z]{0,3}$/, '');
  return `${kept}…`;
}

const filled = (text: string | undefined): text is string => text !== undefined && text !== '';
