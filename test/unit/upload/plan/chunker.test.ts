import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ColumnScanner } from '../../../../src/csv/scanner';
import { Chunker } from '../../../../src/upload/plan/chunker';
import { FieldOffsetsReader } from '../../../../src/upload/plan/fieldOffsets';

const HEADER = 'email\n'.length;

/** Cuts the rows of a text, which comes in blocks of `block` bytes after a header. */
function cut(
  text: string,
  { chunkSize = 2, block = 1_000, size = 20, skip = (_row: number): boolean => false } = {},
): Chunker {
  const bytes = Buffer.from(text);
  const scanner = new ColumnScanner({
    dialect: { delimiter: ',', recordEnd: 'lf' },
    column: 0,
    columns: 1,
    base: HEADER,
    line: 1,
  });
  const chunker = new Chunker(3, HEADER, 1, chunkSize);
  let row = 0;
  const take = (batch: ReturnType<ColumnScanner['push']>): void => {
    for (let i = 0; i < batch.count; i++, row++) {
      if (skip(row)) continue;
      chunker.makeRoom(batch, i, row, 1, size);
      chunker.add(batch, i, size);
    }
    chunker.endBatch(batch);
  };
  for (let at = 0; at < bytes.length; at += block)
    take(scanner.push(bytes.subarray(at, at + block)));
  take(scanner.end());
  chunker.finish();
  return chunker;
}

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

const ROWS = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com'];
const TEXT = ROWS.map((row) => `${row}\n`).join('');
const ROW = ROWS[0].length + 1;

describe('Chunker', () => {
  it('begins a new chunk with the row after a full one, and leaves no byte between two', () => {
    const { chunks } = cut(TEXT);
    assert.deepEqual(
      chunks.map(({ file, start, end, firstRow, line, identifiers }) => ({
        file,
        start,
        end,
        firstRow,
        line,
        identifiers,
      })),
      [0, 2, 4].map((row) => ({
        file: 3,
        start: HEADER + row * ROW,
        end: HEADER + Math.min(row + 2, 5) * ROW,
        firstRow: row,
        line: 1 + row,
        identifiers: Math.min(2, 5 - row),
      })),
    );
    assert.deepEqual(
      chunks.map(({ hash }) => hash),
      [TEXT.slice(0, 2 * ROW), TEXT.slice(2 * ROW, 4 * ROW), TEXT.slice(4 * ROW)].map(hashOf),
    );
  });

  it('cuts the same chunks in whatever blocks the file is read', () => {
    const { chunks } = cut(TEXT);
    for (const block of [1, 7, 30])
      assert.deepEqual(cut(TEXT, { block }).chunks, chunks, `${block}`);
  });

  it('hashes rows that are not sent into the chunk that they follow', () => {
    const { chunks } = cut(TEXT, { skip: (row) => row === 2 || row === 4 });
    assert.deepEqual(
      chunks.map(({ firstRow, identifiers }) => [firstRow, identifiers]),
      [
        [0, 2],
        [3, 1],
      ],
    );
    assert.equal(chunks[0].end, HEADER + 3 * ROW);
    assert.equal(chunks[1].end, HEADER + TEXT.length);
    assert.equal(chunks[0].hash, hashOf(TEXT.slice(0, 3 * ROW)));
  });

  it('covers a file without a valid row by one chunk without an identifier', () => {
    const { chunks } = cut(TEXT, { skip: () => true });
    assert.deepEqual(
      chunks.map(({ start, end, identifiers, hash }) => ({ start, end, identifiers, hash })),
      [{ start: HEADER, end: HEADER + TEXT.length, identifiers: 0, hash: hashOf(TEXT) }],
    );
  });

  it('keeps a body within 8 MB, and sends one identifier however large', () => {
    const sizes = cut(TEXT, { chunkSize: 50_000, size: 3_000_000 }).chunks.map(
      ({ bodySize }) => bodySize,
    );
    assert.deepEqual(sizes, [6_000_300, 6_000_300, 3_000_300]);
    assert.equal(cut(TEXT, { chunkSize: 50_000, size: 9_000_000 }).chunks.length, 5);
  });

  it('keeps where the fields of each chunk are', () => {
    const { fields } = cut(TEXT);
    const places = fields.map((bytes) => {
      const reader = new FieldOffsetsReader(bytes ?? assert.fail());
      const found: [number, number][] = [];
      while (reader.next()) found.push([reader.start, reader.end]);
      return found;
    });
    const pair: [number, number][] = [
      [0, ROW - 1],
      [ROW, 2 * ROW - 1],
    ];
    assert.deepEqual(places, [pair, pair, pair.slice(0, 1)]);
  });

  it('counts the other formats of a row in the chunk of that row', () => {
    const scanner = new ColumnScanner({
      dialect: { delimiter: ',', recordEnd: 'lf' },
      column: 0,
      columns: 1,
    });
    const batch = scanner.push(Buffer.from(TEXT));
    const chunker = new Chunker(0, 0, 0, 2);
    for (let i = 0; i < 3; i++) {
      chunker.makeRoom(batch, i, i, 1, 20);
      chunker.add(batch, i, 20);
      chunker.addOther('md5');
      if (i === 0) chunker.addOther('sha256');
    }
    chunker.endBatch(batch);
    chunker.finish();
    assert.deepEqual(
      chunker.chunks.map(({ others }) => others),
      [{ md5: 2, sha256: 1 }, { md5: 1 }],
    );
  });
});
