import { status } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { markdownTable } from '@hookswitch/platform';
import { PROBLEMS, type ProblemCode } from '../problem/problems.js';
import { GRPC_ACCESS, type GrpcMethodName } from './grpc-access.js';
import { statusFor } from './grpc-errors.js';
import { PACKAGE } from './proto-files.js';
import { answerOf, nameOf, readProtos, requestOf, typeOf, type ProtoFile } from './read-protos.js';
import { REST_OF } from './rest-parity.js';

/** Text of docs/reference/grpc.md. Called by tools/generate.mjs and by the spec that finds the page out of date. */
export function grpcReference(): string {
  const files = readProtos();
  return [
    '# The gRPC API',
    'Made from the files in [`apps/gateway/proto`](../../apps/gateway/proto/hookswitch/v1) by `npm run generate`; change it there.',
    `Package \`${PACKAGE}\`, port 9090 (\`HOOKSWITCH_GRPC_PORT\`). Health checking and reflection are served too, so that grpcurl needs no files. Every call carries the metadata \`authorization: Bearer hks_…\`, a key with the scope of the method; the tenant is the key’s, and what belongs to another one is \`NOT_FOUND\`. A message has at most 1 MiB, metadata 8 KiB.`,
    'Fields, methods and numbers that are published here stay as they are. Fields that are empty count as absent. Workflow documents are `google.protobuf.Struct`: their numbers are those of JSON.',
    ...files.flatMap(fileSections),
    '## Errors',
    'The message of a status begins with the code of the [problem](errors.md), and goes on with each wrong place as a JSON pointer, such as `invalid_document: /spec/steps/0/params: …`. What does not fit into 1.5 KiB is counted.',
    'The same stands in the trailer `grpc-status-details-bin` as [`google.rpc.Status`](https://google.aip.dev/193), for `grpc_status` in Python, `status.Details()` in Go, `StatusProto` in Java. Its codes are in capitals: `INVALID_DOCUMENT`, `MIN_LENGTH` for `minLength`.',
    markdownTable(['detail', 'when', 'what it holds'], DETAILS),
    'All trailers together stay below the 8 KiB that clients take.',
    markdownTable(['status', 'problems'], statusRows()),
    '',
  ].join('\n\n');
}

const DETAILS: readonly (readonly string[])[] = [
  [
    '`ErrorInfo`',
    'always',
    '`reason`: the code of the problem; `domain`: `hookswitch`; `metadata.omitted`: how many wrong places there was no room for, if any',
  ],
  [
    '`BadRequest`',
    'where REST has `errors[]`',
    'a violation for each wrong place: `field` is its JSON pointer, `description` its message, `reason` its code',
  ],
  [
    '`QuotaFailure`',
    '`quota_exceeded`, `rate_limited`',
    '`subject`: `tenant`; `description` names the quota, and what it is',
  ],
  ['`RetryInfo`', 'where REST has `Retry-After`', '`retry_delay`; metadata `retry-after` has it, too, in seconds'],
];

const fileSections = ({ path, services, types }: ProtoFile): readonly string[] => [
  ...services.flatMap((service) => [`## ${service.name}`, flat(service.comment), methodTable(service)]),
  `### Messages of ${path.split('/').at(-1) ?? path}`,
  ...types.flatMap(typeSection),
];

const methodTable = (service: protobuf.Service): string =>
  markdownTable(
    ['method', 'what', 'takes', 'answers', 'scope', 'REST'],
    service.methodsArray.map((method) => {
      const name = `${service.name}/${method.name}` as GrpcMethodName;
      const types = [requestOf(method), answerOf(method)].map((one) => linked(one));
      return [`\`${method.name}\``, flat(method.comment), ...types, `\`${GRPC_ACCESS[name]}\``, `\`${REST_OF[name]}\``];
    }),
  );

function typeSection(type: protobuf.Type | protobuf.Enum): readonly string[] {
  const comment = flat(type.comment);
  return [`#### ${nameOf(type)}`, ...(comment === '' ? [] : [comment]), fieldTable(type)];
}

function fieldTable(type: protobuf.Type | protobuf.Enum): string {
  if (type instanceof protobuf.Enum) {
    const values = Object.entries(type.values);
    return markdownTable(
      ['number', 'value', 'meaning'],
      values.map(([value, number]) => [String(number), `\`${value}\``, flat(type.comments[value])]),
    );
  }
  if (type.fieldsArray.length === 0) return 'It has no fields.';
  return markdownTable(
    ['number', 'field', 'type', 'meaning'],
    type.fieldsArray.map((field) => [
      ...[String(field.id), `\`${field.name}\``],
      ...[linked(typeOf(field), type), flat(field.comment)],
    ]),
  );
}

const ours = new Set(readProtos().flatMap(({ types }) => types.map(nameOf)));

/** With a link to the section of a type of ours. */
function linked(written: string, within?: protobuf.Type): string {
  const [, label = '', name = ''] = /^((?:repeated|optional|stream) )?(.+)$/.exec(written) ?? [];
  const known = [...(within ? [`${nameOf(within)}.${name}`] : []), name].find((one) => ours.has(one));
  if (known === undefined) return `\`${written}\``;
  return `${label}[\`${name}\`](#${known.replaceAll('.', '').toLowerCase()})`;
}

function statusRows(): readonly (readonly string[])[] {
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  const statuses = [...new Set(codes.map(statusFor))].sort((a, b) => a - b);
  return statuses
    .map((one) => {
      const problems = codes.filter((code) => statusFor(code) === one && !ONLY_HTTP.has(code));
      return [`\`${status[one]}\``, problems.map((code) => `\`${code}\``).join(', ')];
    })
    .filter(([, problems]) => problems !== '');
}

/** Of bodies, URLs and methods that gRPC does not have. */
const ONLY_HTTP: ReadonlySet<ProblemCode> = new Set([
  ...(['malformed_request', 'malformed_json', 'malformed_yaml', 'method_not_allowed', 'request_timeout'] as const),
  ...(['uri_too_long', 'unsupported_media_type', 'credential_in_url'] as const),
]);

/** A comment in one line; what looks like HTML outside of code is text. */
const flat = (comment: string | null | undefined): string =>
  (comment ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', String.raw`\<`) : part))
    .join('`');
