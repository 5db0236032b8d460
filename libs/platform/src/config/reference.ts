import { markdownTable } from '../reference/markdown-table.js';
import { SERVICE_KINDS, type Setting } from './setting.js';
import { settingEntries } from './settings.js';

/** The text of docs/reference/configuration.md. Called by tools/generate.mjs and by the spec that finds the page out of date. */
export function configurationReference(): string {
  const settings = settingEntries().map(([, setting]) => setting);
  return [
    '# Configuration',
    '',
    'Generated from `libs/platform/src/config` by `npm run generate`; change it there.',
    '',
    'Services read environment variables and nothing else. A service that finds something missing, wrong or misspelt lists all of it and ends with exit',
    'code 2; values are never shown. An empty variable counts as absent. Names marked † are also read from the file that `NAME_FILE` names (a trailing line',
    'break is dropped); secrets belong in such files, mode 0440 or tighter. `HOOKSWITCH_` names that are not listed here are refused, so switch service links',
    'off in Kubernetes (`enableServiceLinks: false`): a Service called `hookswitch-http` would otherwise set `HOOKSWITCH_HTTP_PORT`.',
    '',
    markdownTable(['name', 'value', 'default', 'services', 'meaning'], settings.map(cellsOf)),
    '',
    'Services in **bold** do not start without the setting. `connectors` are all `connector-…` services.',
    '',
  ].join('\n');
}

function cellsOf({
  name,
  kind,
  default: standard,
  fromFile,
  usedBy,
  requiredBy,
  description,
}: Setting): readonly string[] {
  const services = SERVICE_KINDS.filter((service) => usedBy.includes(service))
    .map((service) => (requiredBy.includes(service) ? `**${service}**` : service))
    .join(', ');
  const value = standard === undefined || standard === '' ? '' : `\`${standard}\``;
  return [`\`${name}\`${fromFile ? ' †' : ''}`, kind.form, value, services, description];
}
