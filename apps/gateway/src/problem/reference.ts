import type { CodeTable, DeadReason, ErrorClass } from '@hookswitch/domain';
import { LETTER_CODES, MAX_DEPTH as MAX_DATA_DEPTH } from '@hookswitch/messaging';
import { markdownTable } from '@hookswitch/platform';
import { MANIFEST_CODES } from '@hookswitch/connector-sdk';
import { MAX_DEPTH, MAX_KEYS } from '../http/check-json.js';
import { PROBLEMS, type ProblemCode } from './problems.js';
import { MISTAKES } from './request-codes.js';

/** What whoever got the answer can do; a code without a row does not compile. */
const WHAT_TO_DO: Readonly<Record<ProblemCode, string>> = {
  malformed_request: 'Correct the request; a proxy in between may have cut it.',
  malformed_json: 'Correct the body; `detail` says where reading stopped.',
  malformed_yaml: 'Correct the body; `detail` says where reading stopped.',
  forbidden_key: 'Leave out the key (`__proto__` and its like), or rename it.',
  too_deep: `Nest less: ${MAX_DEPTH} levels at most in a body, of which the data of an event may have ${MAX_DATA_DEPTH}.`,
  too_many_keys: `Split the object: ${MAX_KEYS.toLocaleString('en')} members at most.`,
  invalid_query: '`errors[]` names the parameters.',
  invalid_cursor: 'Begin at the first page; a cursor belongs to one list and its filters.',
  invalid_header: '`detail` or `errors[]` names the header.',
  credential_in_url:
    'Send the key as `Authorization: Bearer hks_…`. What was in the URL is in logs on the way: revoke it.',
  unauthenticated: 'Send a key that exists and is not revoked, as `Authorization: Bearer hks_…`.',
  missing_scope: 'Use a key with the scope that the [operation](rest.md) names.',
  tenant_suspended: 'Ask who runs the installation.',
  not_found: 'Look at the id; what belongs to another tenant, or was deleted, is answered in the same way.',
  method_not_allowed: '`Allow` lists the methods.',
  request_timeout: 'Send it again, faster.',
  name_taken: 'Choose another name, or change what has it.',
  in_use: 'Remove it where it is used first; `force` does without, where the operation has it.',
  conflict: 'Read it again and repeat the change.',
  not_redrivable:
    '`detail` says why: it was discarded, or its bytes are not all there. Publish the event anew, or replay it.',
  precondition_failed: 'Read it again, look at what changed, and save over that with its `ETag`.',
  payload_too_large: 'Send less; `detail` says how much is allowed.',
  uri_too_long: 'Put less into the URL.',
  unsupported_media_type: 'Use a `Content-Type` that the [operation](rest.md) takes, and no compression but gzip.',
  invalid_event: '`errors[]` names each place. It will never be accepted as it is: keep it for a person.',
  invalid_document: '`errors[]` names each place, its code and what is wrong there.',
  quota_exceeded:
    '`errors[]` names the [quota](../guides/tenants.md#quotas). Remove or change what uses it, or ask who runs the installation for more.',
  idempotency_key_reused: 'Use a new `Idempotency-Key` for another request.',
  too_many_failures: 'Wait as `Retry-After` says, and use a valid key.',
  rate_limited: 'Wait as `Retry-After` says.',
  headers_too_large: 'Send fewer or shorter headers.',
  internal: 'Tell who runs the installation when it was; the log has it.',
  unavailable: 'Repeat after `Retry-After`; events with the same ids, writes with the same `Idempotency-Key`.',
  connectors_unread: 'Repeat after some seconds: the gateway has just started.',
  sealing_unavailable:
    'The connector does not run, or its key is not in `HOOKSWITCH_TRUSTED_SEALING_KEYS`: [operating](../guides/operating.md#keys).',
  connector_timeout: 'Look whether the connector runs, then repeat.',
};

const CLASSES: Readonly<Record<ErrorClass, string>> = {
  retry: 'It may pass: tried again after a second, then four, and so on.',
  'retry-after':
    'The target said when: all that shares its limit (a connection, a host, a channel) waits, and no attempt is used.',
  permanent: 'It was refused for good: the action ends `dead`, reason `rejected`.',
  config:
    'The connection is at fault: it needs attention, and its actions wait until it changes or their time is over.',
  unknown:
    'It may have had its effect. With `at_least_once` it is tried again, with `at_most_once` it ends `dead`, reason `unknown`.',
};

const REASONS: Readonly<Record<DeadReason, string>> = {
  rejected: 'Correct the workflow or the data; the error says what the target refused.',
  exhausted: 'Every attempt failed. Look whether the target is well.',
  unknown: 'Ask the target whether it happened, then do it by hand or leave it.',
  connection_broken: 'The credentials did not come back in time: change the connection.',
};

/** What each table of codes is about, in words. */
const ABOUT: Readonly<Record<keyof typeof MISTAKES, readonly [title: string, text: string]>> = {
  general: ['Anywhere', 'Documents, events and bodies of requests share these.'],
  workflow: ['Workflow documents', 'What is called a warning stands in `warnings[]`, and the document is saved.'],
  condition: ['Conditions', 'Of `conditions` and of steps with a `condition`; those of CEL begin with `cel_`.'],
  template: [
    'Placeholders and paths',
    'Of texts with `{{…}}`, of fields of conditions, and of values where they land.',
  ],
  schema: [
    'JSON Schema',
    'Of what a schema describes: `params` of actions, `settings` of connections, `data` of events, samples. The code is the keyword that is broken; the examples are a value and a schema.',
  ],
  event: ['Events', 'Of a CloudEvent, whichever way it comes.'],
  request: ['Requests', 'Of bodies and query parameters.'],
};

const codeTable = (table: CodeTable): string =>
  markdownTable(
    ['code', 'meaning', 'such as'],
    Object.entries(table).map(([code, [meaning, cause]]) => [`\`${code}\``, meaning, cause]),
  );

const mistakeSections = (): readonly string[] =>
  (Object.keys(MISTAKES) as (keyof typeof MISTAKES)[]).flatMap((group) => {
    const [title, text] = ABOUT[group];
    return [`### ${title}`, text, codeTable(MISTAKES[group])];
  });

/** Text of docs/reference/errors.md. Called by tools/generate.mjs and by the spec that finds the page out of date. */
export const errorsReference = (): string =>
  [
    '# Errors',
    'Made from `apps/gateway/src/problem` by `npm run generate`.',
    '## Answers of the API',
    'Errors are [problem details](https://www.rfc-editor.org/rfc/rfc9457): `type`, `title`, `status`, a stable `code`, and where it helps `detail` and `errors[]`, each with a JSON `pointer` into the body (`/spec/steps/0/params/text`; `/limit` for a query parameter), a `code` and a `message`. What is answered 5xx or not at all may or may not have happened: repeat it with the same ids.',
    markdownTable(
      ['code', 'status', 'meaning', 'what to do'],
      Object.entries(PROBLEMS).map(([name, { status, title }]) => [
        `\`${name}\``,
        String(status),
        `${title}.`,
        WHAT_TO_DO[name as ProblemCode],
      ]),
    ),
    '## Codes of wrong places',
    'A code of `errors[]` is stable and one of these; a new release may add some. gRPC writes them in capitals, [in its error details](grpc.md#errors).',
    ...mistakeSections(),
    '### Manifests',
    'A connector with such a manifest does not start: the error names the places. So do codes of JSON Schema.',
    codeTable(MANIFEST_CODES),
    '## Records that cannot be read',
    'Who writes to Kafka gets no answer: what cannot be taken becomes a [dead letter](../guides/first-workflow.md#10-dead-letters), with one of these reasons, or with the code of an [event](#events) or of what holds [anywhere](#anywhere).',
    codeTable(LETTER_CODES),
    '## Attempts that fail',
    'An attempt’s error has a `code` of its connector, or the provider’s own, a `message`, and a class that decides what follows. `npx hookswitch runs show RUN` lists them.',
    markdownTable(
      ['class', 'what follows'],
      Object.entries(CLASSES).map(([name, text]) => [`\`${name}\``, text]),
    ),
    '## Actions that ended dead',
    'They are [dead letters](../guides/first-workflow.md#10-dead-letters): nothing goes on without a person.',
    markdownTable(
      ['reason', 'what to do'],
      Object.entries(REASONS).map(([name, text]) => [`\`${name}\``, text]),
    ),
    '',
  ].join('\n\n');
