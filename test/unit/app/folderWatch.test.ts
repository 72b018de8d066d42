import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FolderWatch } from '../../../src/app/folderWatch';
import { turns, waitUntil } from '../../support/waitUntil';

describe('the watch of a folder', () => {
  let top: string;
  let folder: string;
  let seen: (string | undefined)[];
  let watch: FolderWatch;
  const begin = (): void => {
    watch = new FolderWatch(folder, top, (file) => seen.push(file));
  };
  beforeEach(() => {
    top = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-'));
    folder = path.join(top, 'history', 'account');
    seen = [];
  });
  afterEach(() => {
    watch.dispose();
    fs.rmSync(top, { recursive: true, force: true });
  });
  const append = (file: string): void => {
    fs.mkdirSync(folder, { recursive: true });
    fs.appendFileSync(path.join(folder, file), 'x');
  };

  it('names the file that was appended to', async () => {
    append('1.jsonl');
    append('2.jsonl');
    begin();
    append('2.jsonl');
    await waitUntil('the change is seen', () => seen.includes('2.jsonl'));
    assert.ok(!seen.includes('1.jsonl'));
  });

  it('waits for folders that don’t exist yet', async () => {
    begin();
    append('1.jsonl');
    await waitUntil('the folder is seen', () => seen.length > 0);
    seen.length = 0;
    append('2.jsonl');
    await waitUntil(
      'and then its files',
      () => seen.includes('2.jsonl') || seen.includes(undefined),
    );
  });

  it('goes on after the folder was deleted and came back', async () => {
    append('1.jsonl');
    begin();
    fs.rmSync(folder, { recursive: true });
    await waitUntil('the deletion is seen', () => seen.includes(undefined));
    seen.length = 0;
    append('3.jsonl');
    await waitUntil('the new folder is seen', () => seen.length > 0);
    seen.length = 0;
    append('4.jsonl');
    await waitUntil('and its files', () => seen.length > 0);
  });

  it('fails for no folder at all, and says nothing once disposed of', async () => {
    watch = new FolderWatch(path.join(top, 'none', 'a', 'b'), path.join(top, 'none'), assert.fail);
    watch.dispose();
    append('1.jsonl');
    begin();
    watch.dispose();
    append('1.jsonl');
    await turns();
    assert.deepEqual(seen, []);
  });
});
