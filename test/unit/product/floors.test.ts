import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../host/root';

/** What may be in a folder beside its own folders. */
const MOST_FILES = 20;

/** The plan of the house in README and lint's configuration, each rule seen to refuse. */
describe('the floors', () => {
  /** Forbidden imports: a file, what stands in it, and the rule that refuses it. */
  const planted: readonly [file: string, code: string, rule: string][] = [
    ['src/app/planted.ts', "import '../ui/base/log';", 'floor-app'],
    ['src/app/plantedLate.ts', "export const log = import('../ui/base/log');", 'floor-app'],
    ['src/app/plantedRequire.ts', "export const log = require('../ui/base/log');", 'floor-app'],
    ['src/app/plantedType.ts', "export type Log = typeof import('../ui/base/log');", 'floor-app'],
    ['src/app/plantedExport.ts', "export * from '../ui/base/log';", 'floor-app'],
    ['src/app/plantedPage.ts', "import type {} from '../webview/protocol';", 'floor-app'],
    ['src/app/plantedTest.ts', "import '../../test/host/root';", 'floor-app'],
    ['src/cli/planted.ts', "import '../ui/base/log';", 'floor-cli'],
    ['src/ui/plantedFace.ts', "import '../cli/planted';", 'floor-ui'],
    ['src/other/planted.ts', "import '../common/events';", 'no-floor'],
    ['src/upload/planted.ts', "import '../app/state';", 'floor-upload'],
    ['src/csv/planted.ts', "import '../api/errors';", 'floor-csv'],
    ['src/identifiers/planted.ts', "import type {} from '../api/types';", 'floor-identifiers'],
    ['src/common/planted.ts', "import '../identifiers/types';", 'floor-common'],
    ['src/sandbox/planted.ts', "import '../common/events';", 'floor-sandbox'],
    ['src/webview/planted.ts', "import '../common/events';", 'floor-webview'],
    ['src/ui/planted.ts', "import '../extension';", 'floor-ui'],
    ['src/app/editor.ts', "import 'vscode';", 'no-editor-below-ui'],
    ['src/app/editorType.ts', "import type {} from 'vscode';", 'no-editor-below-ui'],
    ['src/app/editorRequire.ts', "export const editor = require('vscode');", 'no-editor-below-ui'],
    ['src/webview/editorInType.ts', "export type U = import('vscode').Uri;", 'no-editor-below-ui'],
    ['src/cli/editor.ts', "import 'vscode';", 'no-editor-below-ui'],
    ['src/csv/circle.ts', "import type {} from './circleBack';", 'no-circle'],
    ['src/ui/base/planted.ts', "import '../home/index';", 'no-two-folders'],
    ['src/upload/plan/planted.ts', "import '../send/run';", 'no-two-folders'],
  ];
  let folder: string;
  let refused: { from: string; rule: { name: string } }[];

  before(function () {
    this.timeout(60_000);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'floors-'));
    fs.cpSync(path.join(root, 'src'), path.join(folder, 'src'), { recursive: true });
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json'])
      fs.cpSync(path.join(root, file), path.join(folder, file));
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    for (const [file, code] of [...planted, ['test/host/root.ts', '']]) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), code);
    }
    fs.writeFileSync(path.join(folder, 'src/csv/circleBack.ts'), "import './circle';");
    const { stdout } = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--output-type', 'json', 'src'],
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 },
    );
    const { summary } = JSON.parse(stdout) as { summary: { violations: typeof refused } };
    refused = summary.violations;
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const [file, code, rule] of planted) {
    it(`${file}: refuses ${code}`, () => {
      const of = rule === 'no-two-folders' ? path.dirname(file) : file;
      assert.ok(refused.some(({ from, rule: { name } }) => from === of && name === rule));
    });
  }

  it('refuses nothing but what was planted', () => {
    const own = new Set(planted.map(([file]) => file));
    const others = refused.filter(
      ({ from, rule: { name } }) => name !== 'no-two-folders' && !own.has(from),
    );
    assert.deepEqual(others, []);
  });

  it(`no folder has more than ${MOST_FILES} files`, () => {
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
