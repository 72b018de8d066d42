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
/** The first line of the text goes. */
const FIRST_LINE_GONE = { startLine: 0, startColumn: 0, endLine: 1, endColumn: 0, text: '' };

describe('rows that the API refused', () => {
  const rows = (): RejectedRows =>
    new RejectedRows([onLine(3), onLine(7)], { size: 100, modifiedAt: 1000 });

  it('follow the document at once, and the file when it is saved', async () => {
    const refused = rows();
    refused.follow(FIRST_LINE_GONE);
    assert.deepEqual(lines(refused.inDocument), [2, 6]);
    assert.deepEqual(lines(await refused.onDisk(stamp(100))), [3, 7]);
    refused.documentSaved(stamp(90, 9000));
    assert.deepEqual(lines(await refused.onDisk(stamp(90, 9000))), [2, 6]);
  });

  it('are where they were when edits are thrown away with the closed document', () => {
    const refused = rows();
    refused.follow(FIRST_LINE_GONE);
    refused.documentClosed();
    assert.deepEqual(lines(refused.inDocument), [3, 7]);
  });

  it('are in no known place once another program wrote the file, whatever is saved later', async () => {
    const refused = rows();
    assert.equal(await refused.onDisk(stamp(101)), undefined);
    assert.equal(await refused.onDisk(stamp(100, 5000)), undefined);
    refused.documentOpened(stamp(101, 5000));
    await refused.settled();
    assert.deepEqual(lines(refused.inDocument), []);
    refused.follow(FIRST_LINE_GONE);
    refused.documentSaved(stamp(90, 9000));
    assert.equal(await refused.onDisk(stamp(90, 9000)), undefined);
  });

  it('are told where a file has no time', async () => {
    const refused = new RejectedRows([onLine(3)], { size: 100 });
    assert.deepEqual(lines(await refused.onDisk(stamp(100))), [3]);
    assert.equal(await refused.onDisk(() => Promise.resolve(undefined)), undefined);
  });
});
