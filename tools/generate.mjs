import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import prettier from 'prettier';
import { root } from './node-version.mjs';

/** Files that are made from code: each with the module and the function that gives its text. A spec beside the function compares. */
const generated = {
  'docs/reference/configuration.md': ['libs/platform/dist/config/reference.js', 'configurationReference'],
  'docs/reference/cli.md': ['apps/cli/dist/reference.js', 'cliReference'],
  'docs/reference/metrics.md': ['libs/platform/dist/metrics/reference.js', 'metricsReference'],
  'docs/reference/asyncapi.json': ['libs/messaging/dist/reference/async-api.js', 'asyncApiReference'],
  'docs/reference/messages.md': ['libs/messaging/dist/reference/messages-page.js', 'messagesReference'],
  'docs/reference/conformance.md': ['libs/conformance/dist/reference.js', 'conformanceReference'],
  'apps/gateway/openapi.json': ['apps/gateway/dist/open-api/reference.js', 'openApiReference'],
  'apps/gateway/proto/contract.txt': ['apps/gateway/dist/grpc/contract.js', 'grpcContract'],
  'docs/reference/grpc.md': ['apps/gateway/dist/grpc/reference.js', 'grpcReference'],
  'docs/reference/errors.md': ['apps/gateway/dist/problem/reference.js', 'errorsReference'],
  'docs/reference/events.md': ['apps/standalone/dist/reference/events.js', 'eventsReference'],
  'docs/reference/actions.md': ['apps/standalone/dist/reference/actions.js', 'actionsReference'],
  'docs/reference/cases.md': ['apps/e2e/dist/docs/cases-reference.js', 'casesReference'],
  // Reads openapi.json, which is why it comes after it.
  'docs/reference/rest.md': ['apps/standalone/dist/reference/rest.js', 'restReference'],
};

for (const [file, [module, name]] of Object.entries(generated)) {
  const { [name]: text } = await import(join(root, module));
  const path = join(root, file);
  const { ignored, inferredParser } = await prettier.getFileInfo(path, { ignorePath: join(root, '.prettierignore') });
  const options = { ...(await prettier.resolveConfig(path)), filepath: path };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, ignored || inferredParser === null ? await text() : await prettier.format(await text(), options));
  console.log(file);
}
