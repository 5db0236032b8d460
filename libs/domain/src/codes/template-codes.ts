import type { CodeTable } from './code-table.js';

/** Of placeholders, the paths in them and in conditions, and of texts where they land. */
export const TEMPLATE_CODES = {
  invalid_path: ['It is not a path.', '`{{event..id}}`, `{{}}`'],
  unknown_root: ['Nothing begins like this.', '`{{evnt.id}}`'],
  unknown_path: ['The root has nothing of this name; a warning where an event may have it.', '`{{event.tyep}}`'],
  unknown_step: ['There is no such step.', '`{{steps.crn.output}}`'],
  step_not_earlier: ['The step comes later, or is this one.', '`{{steps.last.output}}` in the first step'],
  step_has_no_output: ['The step is no action.', '`{{steps.wait.output}}` of a delay'],
  unknown_secret: ['There is no such secret.', '`{{secrets.crm_tokn}}`'],
  secret_not_allowed_here: [
    'Secrets may not stand here, or not like this.',
    '`{{secrets.token}}` in a condition, or with a filter',
  ],
  unclosed_placeholder: ['`{{` without `}}`.', '`{{event.id`'],
  nested_placeholder: ['`{{` inside a placeholder.', '`{{event.{{event.id}}}}`'],
  invalid_template: ['The placeholder cannot be read.', '`{{event.id + 1}}`, more than ten filters'],
  unknown_filter: ['There is no such filter.', '`{{event.id | upcase}}`'],
  invalid_argument: [
    'The filter cannot work with its arguments.',
    '`{{event.id | truncate}}`, `{{event.time | date:"HH:mm":"Europe/Prag"}}`',
  ],
  invalid_value: ['The value is not possible where it lands.', '`"12,5"` with the format `number`'],
  invalid_header: ['The header cannot be sent.', 'a line break in its value, a colon in its name'],
  invalid_url: ['It is not a URL that a request can go to.', '`ftp://…`, a space'],
  credentials_in_url: ['A URL must not carry a user name or password.', '`https://user:word@crm.example.com`'],
} as const satisfies CodeTable;
