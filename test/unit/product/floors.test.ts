import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../host/root';

/** What a folder may contain besides its subfolders. */
const MOST_FILES = 20;

/** A file, its content, and the rule that rejects it. */
type Planted = readonly [file: string, code: string, rule: string];
interface Violation {
  from: string;
  rule: { name: string };
}

/** The layering in CONTRIBUTING and lint's configuration; each rule is shown to reject a violation. */
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
  /** Not planted with the others: an import in the wrong direction causes cycles of its own. */
  const circles: readonly Planted[] = [
    ['src/csv/csvTypes.ts', "import './scanner';", 'no-circle'],
    ['src/api/json.ts', "import type {} from './decode';", 'no-circle'],
    ['src/ui/base/planted.ts', "import '../home/registerHome';", 'no-two-folders'],
    ['src/upload/plan/planted.ts', "import '../send/runJob';", 'no-two-folders'],
  ];
  let folder: string;

  /** The violations that lint finds in a copy of the sources with these files added. */
  function violations(planted: readonly Planted[]): Violation[] {
    fs.cpSync(path.join(root, 'src'), path.join(folder, 'src'), { recursive: true });
    for (const [file, code] of planted) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.appendFileSync(path.join(folder, file), code);
    }
    const { stdout } = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--output-type', 'json', 'src'],
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 },
    );
    fs.rmSync(path.join(folder, 'src'), { recursive: true });
    return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  }

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'floors-'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'test/host/root.ts'])
      fs.cpSync(path.join(root, file), path.join(folder, file), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('report no violation where none is planted', function () {
    this.timeout(180_000);
    assert.deepEqual(violations([]), []);
  });

  describe('reject an import', () => {
    let found: Violation[];

    before(function () {
      this.timeout(180_000);
      found = violations(imports);
    });

    for (const [file, code, rule] of imports) {
      it(`${file}: ${code}`, () => {
        assert.ok(found.some(({ from, rule: { name } }) => from === file && name === rule));
      });
    }
  });

  describe('reject a circular import', () => {
    let found: Violation[];

    before(function () {
      this.timeout(180_000);
      found = violations(circles);
    });

    for (const [file, code, rule] of circles) {
      it(`${file}: ${code}`, () => {
        const inFolder = found.filter(({ from }) => from.startsWith(path.dirname(file)));
        assert.deepEqual([...new Set(inFolder.map(({ rule: { name } }) => name))], [rule]);
      });
    }
  });

  it(`have no folder with more than ${MOST_FILES} files`, () => {
    const flat = fs
      .readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile());
    const counts = new Map<string, number>();
    for (const { parentPath } of flat) counts.set(parentPath, (counts.get(parentPath) ?? 0) + 1);
    assert.deepEqual(
      [...counts].filter(([, files]) => files > MOST_FILES),
      [],
    );
  });
});
