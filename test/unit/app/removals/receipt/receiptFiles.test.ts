import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { receiptPaths, writeReceipt } from '../../../../../src/app/removals/receipt/receiptFiles';
import { removalDocument } from '../../../../../src/app/removals/receipt/removalDocument';
import { removalReceipt } from '../../../../../src/app/removals/receipt/removalReceipt';
import { Failure } from '../../../../../src/common/failure';
import { removal } from '../removalRecords';

describe('the files of a receipt', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(tmpdir(), 'receipts-'));
  });
  afterEach(() => {
    fs.chmodSync(root, 0o700);
    fs.rmSync(root, { recursive: true });
  });

  it('are two, which only this user can read, in a folder that is made if need be', async () => {
    const record = removal({ folder: path.join(root, 'a', 'b') });
    const paths = await writeReceipt(record);
    assert.deepEqual(paths, receiptPaths(record));
    assert.deepEqual(fs.readdirSync(record.folder), [
      'removal-R-20261127-174104-3f9c.json',
      'removal-R-20261127-174104-3f9c.md',
    ]);
    for (const file of [paths.text, paths.json])
      assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.equal(fs.statSync(record.folder).mode & 0o777, 0o700);
    assert.equal(fs.readFileSync(paths.text, 'utf8'), removalReceipt(record));
    assert.deepEqual(JSON.parse(fs.readFileSync(paths.json, 'utf8')), removalDocument(record));
  });

  it('are replaced, and a folder that is there stays as it is', async () => {
    fs.chmodSync(root, 0o755);
    fs.writeFileSync(path.join(root, 'other.txt'), '');
    const record = removal({ folder: root, endedAt: undefined });
    await writeReceipt(record);
    const { text } = await writeReceipt({ ...record, endedAt: '2026-11-27T17:42:11Z' });
    assert.match(fs.readFileSync(text, 'utf8'), /^State: complete$/m);
    assert.equal(fs.readdirSync(root).length, 3);
    assert.equal(fs.statSync(root).mode & 0o777, 0o755);
  });

  it('say which folder can’t be written, and what to do', async () => {
    fs.writeFileSync(path.join(root, 'file'), '');
    await assert.rejects(writeReceipt(removal({ folder: path.join(root, 'file') })), (error) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.code, 'not-written');
      assert.match(error.message, /“file” \(E\w+\)\. Check this folder/);
      return true;
    });
  });
});
