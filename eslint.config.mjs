import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const tag = (name) => `type:${name}`;
const may = (source, targets, bannedExternalImports = []) => ({
  sourceTag: tag(source),
  onlyDependOnLibsWithTags: [...targets, 'testing', 'conformance'].map(tag),
  bannedExternalImports,
});
const NEST = ['@nestjs/*'];
const DRIVERS = ['pg', 'kafkajs', 'typeorm'];
const inner = ['domain', 'sdk', 'adapter', 'shell'];

/** Who may import what; `testing` and `conformance` are for specs alone, which the second block below sees to. */
const boundaries = [
  may('domain', ['domain'], []),
  may('sdk', ['domain'], [...NEST, ...DRIVERS]),
  may('adapter', ['domain'], NEST),
  may('shell', ['domain', 'sdk', 'adapter'], DRIVERS),
  may('app', inner, DRIVERS),
  may('composition', [...inner, 'app', 'composition'], DRIVERS),
  may('conformance', inner, DRIVERS),
  { sourceTag: tag('testing'), onlyDependOnLibsWithTags: [] },
];

/** A later block of a flat config replaces a rule whole: every block says all bans that hold for its files. */
const restrict = (...bans) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      patterns: bans.filter(({ names }) => !names),
      paths: bans.flatMap(({ names = [], ...rest }) => names.map((name) => ({ name, ...rest }))),
    },
  ],
});
const onlyInSpecs = {
  group: ['@hookswitch/testing', '@hookswitch/*/testing', '@hookswitch/conformance', 'fast-check', '@jest/*'],
  message: 'Only specs use this.',
};
const specs = ['**/*.spec.ts', '**/*.spec-helper.ts', '**/*.contract.ts'];
/** The e2e app is nothing but tests. */
const testSupport = ['libs/*/src/testing/**/*.ts', 'libs/conformance/src/**/*.ts', 'apps/e2e/src/**/*.ts'];

/** Outbound connections go through the guarded client of connector-sdk. Servers may still be made, and addresses looked at. */
const GUARDED = 'Outbound requests go through the guarded client of @hookswitch/connector-sdk.';
const builtIn = (...modules) => modules.flatMap((module) => [module, `node:${module}`]);
const client = (names, importNames) => ({ names, importNames, allowTypeImports: true, message: GUARDED });
const guarded = [
  { names: ['axios', 'undici', 'got', 'node-fetch', ...builtIn('http2', 'dns', 'dns/promises')], message: GUARDED },
  client(builtIn('http', 'https'), ['default', 'request', 'get', 'Agent', 'ClientRequest', 'globalAgent']),
  client(builtIn('net'), ['default', 'connect', 'createConnection', 'Socket']),
  client(builtIn('tls'), ['default', 'connect', 'TLSSocket']),
];
const namedExports = { selector: 'ExportAllDeclaration', message: 'Name what is exported.' };
const noClients = {
  ...restrict(onlyInSpecs, ...guarded),
  'no-restricted-globals': ['error', ...['fetch', 'WebSocket'].map((name) => ({ name, message: GUARDED }))],
  'no-restricted-properties': ['error', { object: 'globalThis', property: 'fetch', message: GUARDED }],
  'no-restricted-syntax': [
    'error',
    namedExports,
    {
      selector: 'ImportExpression[source.value=/^(axios|undici|got|(node:)?(https?2?|net|tls|dns))$/]',
      message: GUARDED,
    },
  ],
};

const PURE = 'The domain takes time, randomness and the outside world as arguments.';
const ambient = ['process', 'console', 'performance', 'crypto', 'fetch', 'WebSocket', 'globalThis', 'require'];
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const pure = {
  ...restrict(onlyInSpecs, { regex: '^[^.]', message: 'The domain imports nothing but itself.' }),
  'no-restricted-globals': ['error', ...[...ambient, ...timers].map((name) => ({ name, message: PURE }))],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: PURE },
    { object: 'Math', property: 'random', message: PURE },
  ],
  'no-restricted-syntax': [
    'error',
    namedExports,
    ...[
      'ImportExpression',
      'NewExpression[callee.name="Date"][arguments.length=0]',
      'CallExpression[callee.name="Date"]',
    ].map((selector) => ({ selector, message: PURE })),
  ],
};
const outsideGuard = ['libs/connector-sdk/src/http/**/*.ts', 'apps/{cli,console,e2e,simulator,standalone}/src/**/*.ts'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'coverage/**', 'test-results/**', '**/*.mjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints: boundaries, enforceBuildableLibDependency: false },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return report(…)` in a checker reads as "that is all".
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Leaving a field out by destructuring names it without using it.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 300, skipComments: true }],
      'no-restricted-syntax': ['error', namedExports],
    },
  },
  { files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'], ignores: [...specs, ...outsideGuard], rules: noClients },
  { files: outsideGuard, ignores: specs, rules: restrict(onlyInSpecs) },
  {
    files: [...testSupport, 'libs/testing/src/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  { files: ['libs/domain/src/**/*.ts'], ignores: specs, rules: pure },
  { files: specs, rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    // Nest's packages: what a constructor takes must stay a value for injection, modules are empty classes, options are plain objects.
    files: ['libs/platform/src/**/*.ts', 'apps/*/src/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['**/canary-*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
);
