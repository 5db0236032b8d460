/** Params as the host hands them over: rendered, secrets joined, valid against the manifest's schema. */
export interface SmsParams {
  readonly sender: string;
  readonly recipient: string;
  readonly text: string;
  /** Goes before the credentials of the connection. */
  readonly authorization?: { readonly id?: string; readonly secret: string };
  /** Without a connection. */
  readonly provider?: string;
}
