import tseslint from 'typescript-eslint';

/**
 * Where a text from outside may be had as it came (`OutsideText.raw`): for the API, a form that edits it, an export, and comparisons.
 * Everything that is shown or kept asks for the place that it goes to.
 */
const RAW = [
  'src/api/**',
  'src/ui/panels/segmentForm.ts',
  'src/app/segments/segmentFile.ts',
  'src/app/lists/itemOrder.ts',
  'src/app/segments/labels.ts',
  'src/app/optOutName.ts',
  'src/app/lists/resolveItem.ts',
  'src/app/segments/resolveSegment.ts',
  'src/app/lists/itemSearch.ts',
  'src/app/accounts/plainAccount.ts',
  'src/app/lists/plainItem.ts',
  'src/app/audiences/audienceFile.ts',
  'src/app/audiences/arrangeAudiences.ts',
  'src/app/uploads/pairings/filePattern.ts',
  'src/ui/problems/rowFixes.ts',
  'src/ui/problems/problemFile.ts',
];

/** What makes a test depend on how fast the machine is. */
const NO_TIME = [
  ["CallExpression[callee.name='setTimeout'][arguments.0.type='Identifier']", 'sleep'],
  ["ImportSpecifier[imported.name='setTimeout']", 'sleep'],
  ["CallExpression[callee.property.name='waitForTimeout']", 'sleep'],
  ["MemberExpression[object.name='performance'][property.name='now']", 'stopwatch'],
  [
    ":not(NewExpression) > BinaryExpression[operator='-'][left.callee.object.name='Date'][right.name=/^[a-z]/]",
    'stopwatch',
  ],
  [
    ":matches(ForStatement, WhileStatement, DoWhileStatement) > .test CallExpression[callee.object.name='Date']",
    'loop until a time',
  ],
].map(([selector, what]) => ({
  selector,
  message: `No ${what} in a test: wait with test/support/waitUntil.ts, or move test/support/clock.`,
}));

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'out/**',
      'coverage/**',
      '.vscode-test/**',
      'node_modules/**',
      'test/fixtures/**',
      '**/*.js',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      // An object in a text is a text from outside that did not say where it goes.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
      '@typescript-eslint/no-base-to-string': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [...RAW, 'src/common/outsideText.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='raw'][arguments.length=0]",
          message:
            'Say where the text goes: forTree, forMarkdown, forNotification, forPrompt or forTerminal.',
        },
        {
          selector:
            ":matches(ImportSpecifier[imported.name='createReadStream'], MemberExpression[object.name='fs'][property.name='createReadStream'])",
          message: 'Open it with openSource: a pipe or a device never ends.',
        },
        {
          selector:
            ':matches(MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/], TemplateElement[value.raw=/\\.(innerHTML|outerHTML)=/], ImportDeclaration[source.value=/^lit.*(unsafe|static)/])',
          message: 'Pages draw text with html`…`: a name is never markup.',
        },
      ],
    },
  },
  {
    files: ['src/{app,ui}/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval'].map((name) => ({
          name,
          message: 'Put it off with Later, so that settled() knows of it.',
        })),
      ],
    },
  },
  {
    files: ['test/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...NO_TIME] },
  },
  { files: ['src/sandbox/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
);
