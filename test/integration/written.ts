import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Where the editor of this run keeps everything it writes: the server's data folder, or the
 * desktop's user data. Fails when neither is known, so that no test looks into an empty place and
 * is content.
 */
export function dataFolder(): string {
  const { CRITEO_AUDIENCES_TEST_RUN: run, CRITEO_AUDIENCES_TEST_USER_DATA: userData } = process.env;
  const folder = run ? path.join(run, 'server', 'data') : userData;
  assert.ok(folder && fs.existsSync(folder), 'the runner tells where the editor writes');
  return folder;
}

/** Every file below a folder, by its path from there. */
export function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => path.relative(folder, path.join(item.parentPath, item.name)));
}

/** What the extension's output channel has said so far. */
export function logText(): string {
  const folder = dataFolder();
  const files = filesBelow(folder).filter((file) => file.endsWith('Criteo Audience Segments.log'));
  return files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join('\n');
}
