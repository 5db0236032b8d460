import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const tag = (name) => `type:${name}`;
const may = (source, targets, bannedExternalImports = []) => ({
  sourceTag: tag(source),
  onlyDependOnLibsWithTags: [...targets, 'testing'].map(tag),
  bannedExternalImports,
});
const NEST = ['@nestjs/*'];
const DRIVERS = ['pg', 'kafkajs', 'typeorm'];
const inner = ['domain', 'sdk', 'adapter', 'shell'];

/** Who may import what; `testing` is for specs alone, which the second block below sees to. */
const boundaries = [
  may('domain', ['domain'], []),
  may('sdk', ['domain'], [...NEST, ...DRIVERS]),
  may('adapter', ['domain'], NEST),
  may('shell', ['domain', 'sdk', 'adapter'], DRIVERS),
  may('app', inner, DRIVERS),
  may('composition', [...inner, 'app', 'composition'], DRIVERS),
  { sourceTag: tag('testing'), onlyDependOnLibsWithTags: [] },
];

const restrict = (...patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
});
const onlyInSpecs = { group: ['@hookswitch/testing', 'fast-check', '@jest/*'], message: 'Only specs use this.' };
const pure = { regex: '^[^.]', message: 'The domain imports nothing but itself.' };
const specs = ['**/*.spec.ts', '**/*.spec-helper.ts'];

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
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'Name what is exported.' }],
    },
  },
  { files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'], ignores: specs, rules: restrict(onlyInSpecs) },
  { files: ['libs/domain/src/**/*.ts'], ignores: specs, rules: restrict(onlyInSpecs, pure) },
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
  { files: ['libs/testing/src/**/*.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  {
    files: ['**/canary-*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
);
