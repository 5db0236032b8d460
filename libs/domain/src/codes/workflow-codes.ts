import type { CodeTable } from './code-table.js';

/** Of workflow documents, beside what they share with others. */
export const WORKFLOW_CODES = {
  invalid_name: ['The name has characters that it may not have, or too many.', '`"name": "Missed Calls"`'],
  invalid_label: [
    'The label’s name has characters that it may not have, or too many.',
    '`"labels": { "team name": "sales" }`',
  ],
  unknown_trigger: ['There is no such event type.', '`"events": ["call.endet"]`'],
  duplicate_trigger: ['The event type is listed already.', '`"events": ["call.ended", "call.ended"]`'],
  duplicate_event: ['The event type is listed already.', 'the same name twice in `publishes`'],
  no_action: ['No step is an action.', 'a workflow of conditions and delays alone'],
  step_kind: ['A step has exactly one of `action`, `condition` and `delay`.', 'a step with two of them, or none'],
  invalid_step_id: ['The id has characters that it may not have, or too many.', '`"id": "1st step"`'],
  duplicate_step_id: ['Another step has this id.', 'two steps `notify`'],
  step_type_changed: ['A step with this id was of another connector before.', '`crm`, once `http`, becomes `slack`'],
  unknown_connector: ['There is no such connector.', '`"action": "fax"`'],
  trigger_not_allowed: ['The connector cannot work on such an event.', 'speech to text for `call.started`'],
  unknown_connection: ['There is no connection of this name.', '`"connection": "sales-slak"`'],
  connection_required: ['The connector needs a connection.', 'an action of `slack` without `connection`'],
  connection_of_other_type: [
    'The connection belongs to another connector.',
    'an action of `sms` with a connection of `slack`',
  ],
  option_not_available: ['The value is not available beside another one.', 'a model that the language does not have'],
  delay_too_long: ['All delays together exceed what a run may last.', 'two delays of 20 days'],
  delay_exceeds_expiry: [
    'The action would expire before its delay is over.',
    '`expiresAfter` of an hour behind a delay of a day',
  ],
  invalid_duration: ['A part of the duration is no whole number.', '`{ "minutes": 1.5 }`'],
  empty_duration: ['The duration names no unit.', '`"delay": {}`'],
  duration_out_of_range: ['The duration is too short or too long.', '`"timeout": { "hours": 3 }`'],
  duplicate_key: ['Two entries have the same key.', 'the header `X-Id` twice'],
  url_not_literal: ['Event data may not choose where a request goes.', '`https://{{event.properties.host}}/`'],
  template_not_allowed: ['The text is taken as it stands, without placeholders.', '`{{…}}` in a language code'],
  looks_like_secret: ['Warning: this looks like a credential.', 'a token written into a header'],
  partition_key_from_event: [
    'Warning: order and limits are kept for each value that an event brings.',
    'a channel from a placeholder',
  ],
  evaluated_on_every_event: ['Warning: none of the conditions can be looked up.', '`not_equals` as the only condition'],
  possible_loop: [
    'Warning: what the action does comes back as an event that triggers the workflow.',
    'an action of `sms` in a workflow for `message.delivered`',
  ],
  triggers_itself: ['Warning: the workflow publishes what it listens for.', 'its own trigger in `publishes`'],
  missing_plan: ['The stored form of the workflow is incomplete.', 'a damaged record on the topic of workflows'],
} as const satisfies CodeTable;
