/** Params as the host hands them over: rendered, values escaped, secrets joined, valid against the manifest's schema. */
export interface SlackParams {
  /** Goes before the token of the connection. */
  readonly token?: string;
  readonly channel: string;
  readonly text: string;
  readonly icon_emoji?: string;
  readonly icon_url?: string;
  readonly use_markdown?: boolean;
  readonly username?: string;
  readonly thread_ts?: string;
  readonly unfurl_links?: boolean;
}
