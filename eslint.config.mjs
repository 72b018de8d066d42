import tseslint from 'typescript-eslint';

const core = (own, ...allowed) => ({
  files: [`src/${own}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: [{ name: 'vscode', message: 'The core does not know the editor: only src/ui and src/extension.ts do.' }],
        patterns: [
          {
            group: ['api', 'csv', 'identifiers', 'upload', 'sandbox', 'ui', 'webview', 'extension']
              .filter((part) => part !== own && !allowed.includes(part))
              .flatMap((part) => [`**/../${part}/**`, `**/../${part}`]),
            message: 'Imports run one way: extension → ui → upload → csv, identifiers, api. The sandbox imports none of them.',
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'coverage/**', '.vscode-test/**', 'node_modules/**', 'test/fixtures/**', '**/*.js', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './src/webview/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  core('api'),
  core('csv', 'identifiers'),
  core('identifiers', 'api'),
  core('upload', 'api', 'csv', 'identifiers'),
  core('sandbox'),
  { files: ['src/sandbox/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
);
