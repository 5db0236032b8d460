import { DOCUMENT_CODES, type CodeTable, type DocumentCode, type Problem } from '@hookswitch/domain';
import { EVENT_CODES, type EventCode } from '@hookswitch/messaging';

/** Of requests, beside what they share with documents and events. */
export const REQUEST_CODES = {
  invalid_format: ['It is not written as it has to be.', 'a name with spaces, an id that is no UUID'],
  too_few: ['The list has too few elements.', 'an empty list of scopes'],
  too_small: ['The number is too small.', '`?limit=0`'],
  duplicate: ['It is there already.', 'a scope twice, the name of an event type that exists'],
  unknown_version: ['The workflow has no such version.', 'a rollback to version 9 of 3'],
  unknown_type: ['There is no such event type.', 'an event of the type `call.exploded`'],
  unknown_event_type: ['There is no such event type.', 'a dry run with a sample of `call.exploded`'],
  unknown_sample: ['The event type has no such sample.', '`"index": 9`'],
  unknown_workflow: ['There is no such workflow.', 'a replay for a workflow that was deleted'],
  unknown_event: ['No such event was recorded, or it is no longer kept.', 'a dry run with an event of last year'],
  unknown_tenant: ['There is no such tenant.', 'a key for a tenant that does not exist'],
  no_connections: ['The connector has no connections.', 'a connection of a connector without settings and secrets'],
  host_not_allowed: [
    'The operator does not allow this host.',
    'a recording host outside of `HOOKSWITCH_RECORDING_HOSTS`',
  ],
  invalid_schema: ['It is no JSON Schema that can be used.', '`"dataSchema": { "type": "objekt" }`'],
  inline_secret_in_use: [
    'The credential belongs to another workflow, of the same name once.',
    'a new workflow under the name that another one had',
  ],
  quota_exceeded: ['The tenant would have more than it may.', 'one workflow more than its quota'],
  rate_limited: ['The tenant sends more events than it may.', 'an event of a stream beyond its quota'],
  in_the_past: ['The time has to be in the future.', '`"expiresAt": "2020-01-01T00:00:00Z"`'],
  not_grantable: ['The caller cannot give this away.', 'the scope `platform` for a tenant’s key'],
  empty_batch: ['The batch holds no event.', '`[]` as `application/cloudevents-batch+json`'],
} as const satisfies CodeTable;

/** What `errors[]` of any answer can hold. */
export type MistakeCode = DocumentCode | EventCode | keyof typeof REQUEST_CODES;
export type Mistake = Problem<MistakeCode>;

/** By what they are about, in the order in which the reference shows them. */
export const MISTAKES = { ...DOCUMENT_CODES, event: EVENT_CODES, request: REQUEST_CODES } as const;
export const MISTAKE_CODES = Object.values(MISTAKES).flatMap((table) => Object.keys(table) as MistakeCode[]);
