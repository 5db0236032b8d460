import { migrate, type MigrationTarget } from '@hookswitch/persistence';
import { UsageError, type Command } from '../command.js';
import { connectorsOption, connectorTypes, isConnectorType } from '../connector-types.js';

const CONNECTOR = 'connector-';

export const migrateCommand: Command = {
  name: 'migrate',
  operands: ['[TARGET...]'],
  summary:
    'Bring the tables in DATABASE_URL up to date: control, recorder, connector-TYPE; all of them when none is named.',
  json: '{migrated: [TARGET]}',
  options: connectorsOption,
  examples: ['migrate', 'migrate control recorder', 'migrate connector-sms'],
  async run({ options, operands, config }) {
    const all = ['control', 'recorder', ...connectorTypes(options).map((type) => `${CONNECTOR}${type}`)];
    const names = operands.length > 0 ? operands : all;
    const targets = names.map((name) => [name, target(name)] as const);
    for (const [, each] of targets) await migrate(config.databaseUrl.reveal(), each);
    return { json: { migrated: names }, lines: names.map((name) => `${name} is up to date`) };
  },
};

function target(name: string): MigrationTarget {
  if (name === 'control' || name === 'recorder') return name;
  const type = name.startsWith(CONNECTOR) ? name.slice(CONNECTOR.length) : '';
  if (!isConnectorType(type)) throw new UsageError(`"${name}" is neither control nor recorder nor connector-TYPE.`);
  return { ledger: `connector_${type.replaceAll('-', '_')}` };
}
