import type { JsonObject } from '@hookswitch/domain';

/**
 * Properties for a manifest's connection settings when its partition key begins with the connection: what the account may take, in place of
 * the manifest's rate. The connector host reads them.
 */
export const rateSettings: JsonObject = {
  ratePerMinute: {
    type: 'integer',
    minimum: 1,
    title: 'Actions per minute',
    description: 'What the account may take; default: what the connector keeps to.',
  },
  rateBurst: { type: 'integer', minimum: 1, title: 'Actions at once', description: 'Only with actions per minute.' },
};
