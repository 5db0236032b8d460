import { CONDITION_CODES } from './condition-codes.js';
import { GENERAL_CODES } from './general-codes.js';
import { SCHEMA_CODES } from './schema-codes.js';
import { TEMPLATE_CODES } from './template-codes.js';
import { WORKFLOW_CODES } from './workflow-codes.js';

/** Every code of a mistake in a workflow document, by what it is about; the reference shows them in this order. */
export const DOCUMENT_CODES = {
  general: GENERAL_CODES,
  workflow: WORKFLOW_CODES,
  condition: CONDITION_CODES,
  template: TEMPLATE_CODES,
  schema: SCHEMA_CODES,
} as const;

type CodesOf<Tables> = { [Group in keyof Tables]: keyof Tables[Group] }[keyof Tables];
export type DocumentCode = CodesOf<typeof DOCUMENT_CODES>;
