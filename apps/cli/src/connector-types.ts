import { UsageError, type Options } from './command.js';

const BUILT_IN = 'http,sms,slack,stt';

export const connectorsOption = {
  connectors: {
    type: 'string',
    value: 'TYPES',
    description: `Connector types, plug-ins included; default ${BUILT_IN}.`,
  },
} as const;

export function connectorTypes(options: Options): readonly string[] {
  const types = (options.text('connectors') ?? BUILT_IN).split(',').map((type) => type.trim());
  const wrong = types.find((type) => !isConnectorType(type));
  if (wrong !== undefined)
    throw new UsageError(`"${wrong}" cannot be a connector type: lower-case letters, digits and "-".`);
  return types;
}

export const isConnectorType = (text: string): boolean => /^[a-z][a-z0-9-]{0,39}$/.test(text);
