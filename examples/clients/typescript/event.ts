/** A CloudEvent about a call. */
export interface Event {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, string>>;
}

/** A way in. Resolves once the event is durable; after any doubt send it again with the same id. */
export type Publish = (event: Event) => Promise<void>;

/** Its id names the fact, so that sending it again changes nothing. */
export const callEvent = (source: string, call: string, action: string): Event => ({
  specversion: '1.0',
  id: `${call}-${action}`,
  source,
  type: `call.${action}`,
  subject: call,
  data: { call_uuid: call, direction: 'incoming', external_number: '+12025550142' },
});
