import type { JsonObject } from '@hookswitch/domain';

/** Params as the host hands them over: rendered, values escaped, secrets joined, valid against the manifest's schema. */
export interface SlackParams {
  /** Goes before the token of the connection. */
  readonly token?: string;
  readonly channel: string;
  /** Beside blocks it is what notifications show. */
  readonly text: string;
  readonly blocks?: readonly JsonObject[];
  readonly icon_emoji?: string;
  readonly icon_url?: string;
  readonly use_markdown?: boolean;
  readonly username?: string;
  /** '' posts to the channel itself. */
  readonly thread_ts?: string;
  readonly unfurl_links?: boolean;
  readonly unfurl_media?: boolean;
  /** `false` saves the second call. */
  readonly permalink?: boolean;
}
