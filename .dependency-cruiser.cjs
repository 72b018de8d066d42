/**
 * The floors of the house: imports run one way. `extension → {ui, cli} → app → upload → {api, csv} →
 * {identifiers, common}`, each arrow also to anything further right; `sandbox` and `webview` apart.
 */
const FLOORS = {
  extension: ['ui', 'app', 'upload', 'api', 'csv', 'identifiers', 'common'],
  ui: ['app', 'upload', 'api', 'csv', 'identifiers', 'common', 'webview'],
  cli: ['app', 'upload', 'api', 'csv', 'identifiers', 'common'],
  app: ['upload', 'api', 'csv', 'identifiers', 'common', 'webview'],
  upload: ['api', 'csv', 'identifiers', 'common'],
  api: ['identifiers', 'common'],
  csv: ['identifiers', 'common'],
  identifiers: ['common'],
  common: [],
  // Written from the API's description on its own, so that one mistake cannot agree with itself.
  sandbox: [],
  webview: [],
};
/** A part is a folder of src, or a file there. */
const part = (names) => `^src/(${names.join('|')})(/|\\.ts$)`;

module.exports = {
  forbidden: [
    ...Object.entries(FLOORS).map(([own, below]) => ({
      name: `floor-${own}`,
      comment: `${own} imports ${below.join(', ') || 'no other part'}.`,
      severity: 'error',
      from: { path: part([own]) },
      to: { path: '^(src|test)/', pathNot: part([own, ...below]) },
    })),
    {
      name: 'no-floor',
      comment: 'A part of src stands on a floor: name it in FLOORS.',
      severity: 'error',
      from: { path: '^src/', pathNot: part(Object.keys(FLOORS)) },
      to: {},
    },
    {
      name: 'only-the-protocol',
      comment: 'Of the pages, the others know only the protocol, the models and their actions.',
      severity: 'error',
      from: { path: '^src/', pathNot: part(['webview']) },
      to: {
        path: '^src/webview/',
        pathNot:
          '^src/webview/(chartModel|pageModel|protocol|segmentModel|uploadActions|uploadModel)\\.ts$',
      },
    },
    {
      name: 'no-editor-below-ui',
      comment: 'The product does not know the editor: only src/ui and src/extension.ts do.',
      severity: 'error',
      from: { path: '^src/', pathNot: part(['extension', 'ui']) },
      to: { path: '(^|/)vscode(/|$)' },
    },
    {
      name: 'no-circle',
      comment: 'No circle of files, also none of types alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-two-folders',
      comment: 'No two folders import each other.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
