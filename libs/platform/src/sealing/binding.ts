/** What a sealed secret is good for: it opens for this and nothing else, wherever a copy of it turns up. */
export interface SecretBinding {
  readonly tenant: string;
  /** Connector type. */
  readonly type: string;
  /** `<connection>/<secret>` for a secret of a connection, the secret's name for a loose one. */
  readonly name: string;
}
export const CONTENT_ENCRYPTION = 'A256GCM';
/** Of the compact JWE. */
export const MAX_SEALED_CHARS = 16 * 1024;
/** Of the value, in bytes: what fits into {@link MAX_SEALED_CHARS} with header and RSA key. */
export const MAX_SECRET_BYTES = 8 * 1024;
