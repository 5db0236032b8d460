import type { CodeTable } from '@hookswitch/domain';
import type { EventCode } from '../events/event-codes.js';

/** Why a record became a dead letter, beside what is wrong with an event. */
export const LETTER_CODES = {
  not_json: ['The value is not JSON.', 'a text that was cut'],
  invalid_utf8: ['The value, or a header, is not UTF-8.', 'a text in Latin-1'],
  headers_too_large: ['The headers are too large.', 'headers of over 64 KiB'],
  not_a_cloud_event: ['It is no CloudEvent.', 'neither headers `ce_…` nor `specversion` in the value'],
  unknown_type: ['There is no such event type.', 'an event of the type `call.exploded`'],
  unknown_tenant: ['There is no such tenant.', 'a `tenantid` that nobody has'],
  tenant_suspended: ['The tenant is suspended.', 'an event that came while it was'],
  derived_limit: ['The tenant’s workflows lead to too many events.', 'a workflow that starts itself with each action'],
  fan_out_limit: ['One event would start too many actions.', 'thousands of workflows for the same event'],
  planning_failed: ['A mistake of Hookswitch itself: please report it.', ''],
  continuation_invalid: ['How a run goes on is not as it was sealed.', 'a result that somebody else wrote'],
  unknown_topic: ['The connector’s topic of commands does not exist.', 'a connector that never started'],
  unknown_version: ['The message has a version that is not known here.', 'a service of a newer release'],
  wrong_kind: ['The message is of another kind than its topic.', 'a result on a topic of commands'],
  wrong_connector: ['The command is for another connector.', 'a command for `sms` on the topic of `slack`'],
  invalid_message: ['The message is not as its [contract](messages.md) says.', 'a command without an id'],
} as const satisfies CodeTable;

export type LetterReason = keyof typeof LETTER_CODES | EventCode;
