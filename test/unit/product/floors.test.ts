import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../host/root';
import { plant } from './planted';

/** A file, its content, and the rule that rejects it. */
type Planted = readonly [file: string, code: string, rule: string];
interface Violation {
  from: string;
  rule: { name: string };
}

/**
 * The layering in CONTRIBUTING and lint's configuration. The sources follow it where `npm run lint`
 * passes; here, each rule is shown to reject a violation.
 */
describe('the layers of the sources', () => {
  const imports: readonly Planted[] = [
    ['src/app/planted.ts', "import '../ui/base/log';", 'floor-app'],
    ['src/app/plantedLate.ts', "export const log = import('../ui/base/log');", 'floor-app'],
    ['src/app/plantedRequire.ts', "export const log = require('../ui/base/log');", 'floor-app'],
    ['src/app/plantedType.ts', "export type Log = typeof import('../ui/base/log');", 'floor-app'],
    ['src/app/plantedExport.ts', "export * from '../ui/base/log';", 'floor-app'],
    ['src/app/plantedPage.ts', "import '../webview/form/formFields';", 'only-the-protocol'],
    ['src/app/plantedTest.ts', "import '../../test/host/root';", 'floor-app'],
    ['src/cli/planted.ts', "import '../ui/base/log';", 'floor-cli'],
    ['src/ui/plantedFace.ts', "import '../cli/planted';", 'floor-ui'],
    ['src/other/planted.ts', "import '../common/events';", 'no-floor'],
    ['src/upload/planted.ts', "import '../app/state';", 'floor-upload'],
    ['src/csv/planted.ts', "import '../api/apiError';", 'floor-csv'],
    ['src/identifiers/planted.ts', "import type {} from '../api/apiTypes';", 'floor-identifiers'],
    ['src/common/planted.ts', "import '../identifiers/identifierTypes';", 'floor-common'],
    ['src/sandbox/planted.ts', "import '../common/events';", 'floor-sandbox'],
    ['src/webview/planted.ts', "import '../common/events';", 'floor-webview'],
    ['src/ui/planted.ts', "import '../extension';", 'floor-ui'],
    ['src/app/editor.ts', "import 'vscode';", 'no-editor-below-ui'],
    ['src/app/editorType.ts', "import type {} from 'vscode';", 'no-editor-below-ui'],
    ['src/app/editorRequire.ts', "export const editor = require('vscode');", 'no-editor-below-ui'],
    ['src/webview/editorInType.ts', "export type U = import('vscode').Uri;", 'no-editor-below-ui'],
    ['src/cli/editor.ts', "import 'vscode';", 'no-editor-below-ui'],
  ];
  const circles: readonly Planted[] = [
    ['src/csv/circle.ts', "import './circleBack';", 'no-circle'],
    ['src/api/circle.ts', "import type {} from './circleBack';", 'no-circle'],
    ['src/ui/account/circle.ts', "import '../home/circleBack';", 'no-two-folders'],
    ['src/upload/plan/circle.ts', "import '../send/circleBack';", 'no-two-folders'],
  ];
  /** What the planted imports lead to. */
  const targets: Readonly<Record<string, string>> = {
    'src/extension.ts': '',
    'src/api/apiError.ts': '',
    'src/api/apiTypes.ts': '',
    'src/app/state.ts': '',
    'src/common/events.ts': '',
    'src/identifiers/identifierTypes.ts': '',
    'src/ui/base/log.ts': '',
    'src/webview/form/formFields.ts': '',
    'test/host/root.ts': '',
    'src/csv/circleBack.ts': "import './circle';",
    'src/api/circleBack.ts': "import type {} from './circle';",
    // Not the same two files: then it would be a circle of files.
    'src/ui/home/circleBack.ts': '',
    'src/ui/home/other.ts': "import '../account/otherBack';",
    'src/ui/account/otherBack.ts': '',
    'src/upload/send/circleBack.ts': '',
    'src/upload/send/other.ts': "import '../plan/otherBack';",
    'src/upload/plan/otherBack.ts': '',
  };
  let folder: string;
  let found: Violation[];

  before(function () {
    this.timeout(180_000);
    const planted = [...imports, ...circles].map(([file, code]) => [file, code]);
    folder = plant({ ...targets, ...Object.fromEntries(planted) });
    const { stdout } = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--output-type', 'json', 'src'],
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 },
    );
    found = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** The rules that a file or a folder violates. */
  const rulesOf = (place: string): string[] => [
    ...new Set(found.flatMap(({ from, rule: { name } }) => (from === place ? [name] : []))),
  ];

  for (const [file, code, rule] of imports)
    it(`reject an import of ${file}: ${code}`, () => {
      assert.deepEqual(rulesOf(file), [rule]);
    });

  for (const [file, code, rule] of circles)
    it(`reject a circular import of ${file}: ${code}`, () => {
      const place = rule === 'no-two-folders' ? path.posix.dirname(file) : file;
      assert.deepEqual(rulesOf(place), [rule]);
    });

  it('allow what leads nowhere else', () => {
    for (const file of Object.keys(targets).filter((one) => !one.includes('ircle')))
      assert.deepEqual(rulesOf(file), [], file);
  });
});
