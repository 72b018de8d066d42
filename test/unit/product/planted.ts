import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../host/root';

/**
 * A folder with lint's configuration and with nothing but these files and copies of files of the
 * checkout, so that lint is done in a moment. Remove it when the tests are over.
 */
export function plant(
  files: Readonly<Record<string, string>>,
  copies: readonly string[] = [],
): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-planted-'));
  for (const file of CONFIGURATION.concat(copies))
    fs.cpSync(path.join(root, file), path.join(folder, file), { recursive: true });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.appendFileSync(path.join(folder, file), text);
  }
  return folder;
}

const CONFIGURATION: readonly string[] = [
  '.dependency-cruiser.cjs',
  '.oxlintrc.json',
  'test/lint.mjs',
  'package.json',
  'tsconfig.json',
  'src/webview/tsconfig.json',
];
