import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileHashes } from '../../../../../src/app/uploads/draft/entryDigest';

describe('hashes of files', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hashes-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('are those of the bytes now, though they changed during the run', async () => {
    const file = path.join(folder, 'export.csv');
    const hashOf = fileHashes();
    assert.equal(await hashOf(file), undefined);
    fs.writeFileSync(file, 'a');
    const before = await hashOf(file);
    assert.equal(await hashOf(file), before);
    fs.writeFileSync(file, 'ab');
    const after = await hashOf(file);
    assert.notEqual(after, undefined);
    assert.notEqual(after, before);
  });
});
