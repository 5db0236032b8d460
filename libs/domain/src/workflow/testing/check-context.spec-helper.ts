import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { schemaCode } from '../../codes/schema-codes.js';
import { conditionProblems } from '../../condition/compile.js';
import { templateProblems } from '../../template/problems.js';
import { testEngines } from '../../testing/engines.spec-helper.js';
import type { WorkflowContext } from '../check/context.js';
import { manifests, tenant } from './manifests.js';

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
const validators = new Map([...manifests].map(([type, { parameters }]) => [type, ajv.compile(parameters)]));

const engines = testEngines();
/** What checking knows about a tenant with a few connections, with engines and schemas. */
export const checkContext: WorkflowContext = {
  ...tenant,
  conditionErrors: (condition) => conditionProblems(condition, engines),
  templateErrors: (text) => templateProblems(text, engines),
  validateParams: ({ type }, params) => {
    const validate = validators.get(type);
    validate?.(params);
    return (validate?.errors ?? []).map(({ instancePath, keyword, message, params: detail }) => {
      const name: unknown = detail.missingProperty ?? detail.additionalProperty;
      const pointer = typeof name === 'string' ? `${instancePath}/${name}` : instancePath;
      return { pointer, code: schemaCode(keyword), message: message ?? keyword };
    });
  },
};
