import assert from 'node:assert/strict';
import { RejectedRows, type FileStamp } from '../../../../src/ui/problems/rejectedRows';
import type { Finding } from '../../../../src/upload/uploadTypes';

const onLine = (line: number): Finding => ({
  file: 0,
  row: line,
  rule: 'refused-by-api',
  level: 'error',
  place: { line, startColumn: 0, endLine: line, endColumn: 4 },
});
const lines = (findings: readonly Finding[] | undefined): number[] | undefined =>
  findings?.map(({ place }) => place.line);
const stamp =
  (size: number, modifiedAt = 1000): (() => Promise<FileStamp>) =>
  () =>
    Promise.resolve({ size, modifiedAt });
/** Deletes the first line. */
const DELETE_FIRST_LINE = { startLine: 0, startColumn: 0, endLine: 1, endColumn: 0, text: '' };

describe('RejectedRows', () => {
  const rows = (): RejectedRows =>
    new RejectedRows([onLine(3), onLine(7)], { size: 100, modifiedAt: 1000 });

  it('follows the document at once, and the file when it is saved', async () => {
    const rejected = rows();
    rejected.follow(DELETE_FIRST_LINE);
    assert.deepEqual(lines(rejected.inDocument), [2, 6]);
    assert.deepEqual(lines(await rejected.onDisk(stamp(100))), [3, 7]);
    rejected.documentSaved(stamp(90, 9000));
    assert.deepEqual(lines(await rejected.onDisk(stamp(90, 9000))), [2, 6]);
  });

  it('restores the saved places when the document is closed with unsaved edits', () => {
    const rejected = rows();
    rejected.follow(DELETE_FIRST_LINE);
    rejected.discardEdits();
    assert.deepEqual(lines(rejected.inDocument), [3, 7]);
  });

  it('has no places once another program has written the file, even if it is saved later', async () => {
    const rejected = rows();
    assert.equal(await rejected.onDisk(stamp(101)), undefined);
    assert.equal(await rejected.onDisk(stamp(100, 5000)), undefined);
    rejected.documentOpened(stamp(101, 5000));
    await rejected.settled();
    assert.deepEqual(lines(rejected.inDocument), []);
    rejected.follow(DELETE_FIRST_LINE);
    rejected.documentSaved(stamp(90, 9000));
    assert.equal(await rejected.onDisk(stamp(90, 9000)), undefined);
  });

  it('compares only sizes if the file system has no times', async () => {
    const rejected = new RejectedRows([onLine(3)], { size: 100 });
    assert.deepEqual(lines(await rejected.onDisk(stamp(100))), [3]);
    assert.equal(await rejected.onDisk(() => Promise.resolve(undefined)), undefined);
  });
});
