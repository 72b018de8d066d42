import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

/**
 * The folder of everything that the editor of this run writes: the server's data folder, or the
 * desktop's user data. Fails if neither is known, so that no test passes on an empty folder.
 */
export function dataFolder(): string {
  const { CRITEO_AUDIENCES_TEST_RUN: run, CRITEO_AUDIENCES_TEST_USER_DATA: userData } = process.env;
  const folder = run ? path.join(run, 'server', 'data') : userData;
  assert.ok(folder && fs.existsSync(folder), 'the runner passes the folder');
  return folder;
}

/** Where tests let the command line keep its records, so that they are among these files too. */
export const commandLineFolder = (): string => path.join(dataFolder(), 'command-line');

/** The paths of all files below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => path.relative(folder, path.join(item.parentPath, item.name)));
}

/** The extension's log so far. */
export function logText(): string {
  const folder = dataFolder();
  const files = filesBelow(folder).filter((file) => file.endsWith('Audience Segments.log'));
  return files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join('\n');
}
