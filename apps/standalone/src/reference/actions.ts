import { httpConnector } from '@hookswitch/connector-http';
import { slackConnector } from '@hookswitch/connector-slack';
import { smsConnector } from '@hookswitch/connector-sms';
import { manifest as sttManifest } from '@hookswitch/connector-stt';
import type { ConnectorManifest, DependentOptions, KeyPart, Landing, SecretShape } from '@hookswitch/domain';
import { code, codes, details, page, sentence, table } from './markdown.js';
import { schemaRows, textOf } from './schema-rows.js';

/** All that come with Hookswitch. */
const MANIFESTS: readonly ConnectorManifest[] = [
  httpConnector.manifest,
  smsConnector.manifest,
  slackConnector.manifest,
  sttManifest,
];

/** Text of docs/reference/actions.md, from the manifests of the connectors. */
export const actionsReference = (): string =>
  page(
    '# Actions',
    'Made from the manifests of the connectors by `npm run generate`. `GET /v1/connectors` serves the same for the connectors that run, those of others included.',
    table(
      ['action', 'what it does', 'output'],
      MANIFESTS.map((manifest) => [
        `[${code(manifest.type)}](#${manifest.type})`,
        sentence(manifest.description),
        codes(Object.keys((manifest.output.properties ?? {}) as object)),
      ]),
    ),
    'A step names its action, parameters and, where the action has one, a `connection`. Beside them it may say `expiresAfter`, `retry`, `delivery`, `onFailure` and `timeout`: [conditions and templates](../guides/conditions-and-templates.md) and [your first workflow](../guides/first-workflow.md) show them. What a parameter makes of values:',
    table(
      ['values', 'what happens to what fills a placeholder'],
      Object.entries(LANDED).map(([name, text]) => [name, text]),
    ),
    ...MANIFESTS.map(section),
  );

const LANDED: Readonly<Record<Landing, string>> = {
  url: 'Scheme, host and port take no placeholder; values are percent-encoded.',
  headers: 'Entries of `key` and `value`; line breaks are refused.',
  values: 'Entries of `key`, `value` and `format`, which decides the JSON type.',
  json: 'Texts at any depth; a lone placeholder keeps its JSON type.',
  text: 'As it is.',
  sms: 'Control characters are left out.',
  slack: '`&`, `<` and `>` are escaped, so that values cannot mention or link.',
  'slack-blocks': 'As json, with values escaped as for slack but in addresses.',
  phone: 'Must become an E.164 number.',
  literal: 'Takes no placeholder.',
};

function section(manifest: ConnectorManifest): string {
  const { type, title, parameters, output, landings, connection, options = [] } = manifest;
  return page(
    `## ${type}`,
    sentence(`${title}: ${manifest.description}`),
    '### Parameters',
    table(
      ['parameter', 'type', 'required', 'meaning', 'values'],
      schemaRows(parameters).map(([name = '', ...more]) => [name, ...more, landings[name.replaceAll('`', '')] ?? '']),
    ),
    ...options.map(optionsOf),
    '### Output',
    'What later steps read as `steps.<id>.output`.',
    table(['member', 'type', 'always there', 'meaning'], schemaRows(output)),
    '### How it is done',
    table(['', ''], factsOf(manifest)),
    ...(connection
      ? [
          '### Connection',
          'Settings:',
          table(['setting', 'type', 'required', 'meaning'], schemaRows(connection.settings)),
          'Secrets, sealed when they are saved and never shown again:',
          table(
            ['secret', 'what it is', 'needed'],
            connection.secrets.map((secret) => [code(secret.name), secret.title, neededOf(secret)]),
          ),
        ]
      : []),
  ).trimEnd();
}

const neededOf = ({ required, unless }: SecretShape): string => {
  if (!required) return 'no';
  return unless ? `unless ${code(unless.setting)} is ${codes(unless.values)}` : 'yes';
};

function factsOf(manifest: ConnectorManifest): readonly (readonly string[])[] {
  const { triggers, publishes, eventFields, secretParams, secretsAllowedIn, rate, ratesBy, retry } = manifest;
  const lists = (name: string, texts: readonly string[] = []) => (texts.length === 0 ? [] : [[name, codes(texts)]]);
  return [
    ...lists('only under', triggers),
    ...lists('publishes', publishes),
    ['at most once or at least', `${code(manifest.delivery)}, unless the step says otherwise`],
    ['a repeat at the target', REPEATS[manifest.idempotency]],
    ['time-out of an attempt', `${manifest.timeoutMs / 1_000} s`],
    ...(retry ? [['retries', code(JSON.stringify(retry))]] : []),
    ['order and rate are kept per', manifest.partitionKey.map(partOf).join(', ')],
    ...(rate ? [['usual rate', rateOf(rate)]] : []),
    ...(ratesBy
      ? [[`rate by ${code(ratesBy.setting)}`, Object.entries(ratesBy.rates).map(([name, by]) => `${code(name)} ${rateOf(by)}`).join('; ')]] // prettier-ignore
      : []),
    ...lists('sealed when typed inline', secretParams),
    ...lists('may name `secrets.*`', secretsAllowedIn),
    ...lists('reads of the event', eventFields),
    ...lists('calls', manifest.egressHosts),
  ];
}

const REPEATS: Readonly<Record<ConnectorManifest['idempotency'], string>> = {
  key: 'a target that looks at `Idempotency-Key` sees one effect',
  lookup: 'the provider is asked first what became of the attempt before',
  none: 'has an effect of its own',
};

const rateOf = ({ perMinute, burst }: NonNullable<ConnectorManifest['rate']>): string =>
  `${perMinute} a minute, ${burst} at once`;

const partOf = (part: KeyPart): string => {
  if (part.from === 'connection') return 'connection';
  return part.from === 'host' ? `host of ${code(part.name)}` : code(part.name);
};

function optionsOf({ param, on, cases, otherwise, where, severity }: DependentOptions): string {
  const only = (where ?? [])
    .map(({ setting, values }) => `${code(setting)} is ${codes(values.map(textOf))}`)
    .join(', ');
  const rows = [
    ...cases.map(({ when, options }) => [codes(when.map(textOf)), codes(options.map(textOf))]),
    [cases.length === 0 ? 'any' : 'any other', codes(otherwise.map(textOf))],
  ];
  const kind = severity === 'error' ? 'refused' : 'warned of';
  return details(
    `Values of <code>${param}</code> by <code>${on}</code>${only === '' ? '' : ' of some connections'}`,
    `${only === '' ? '' : `Where ${only}. `}Another one is ${kind} when the workflow is saved.\n\n${table([code(on), code(param)], rows)}`,
  );
}
