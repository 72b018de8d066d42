import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Dialect } from '../../../../src/csv/csvTypes';
import type { Source } from '../../../../src/csv/source';
import { ChunkBytes } from '../../../../src/upload/body/chunkBytes';
import { FileRanges } from '../../../../src/upload/body/fileRanges';
import { chunkHasher, finishHash } from '../../../../src/upload/plan/chunker';
import { fileOf } from '../support/plans';

/** Longer than a block of any reader. */
const TEXT = Array.from({ length: 300_000 }, (_, i) => `row ${i} ü\n`).join('');
const BYTES = Buffer.from(TEXT);

describe('ranges of a file', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(join(tmpdir(), 'ranges-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const kinds: [string, (write: (bytes: Uint8Array) => Source) => Source, Partial<Dialect>][] = [
    ['a UTF-8 file', (write) => write(BYTES), {}],
    ['a file with a BOM', (write) => write(Buffer.from(`\ufeff${TEXT}`)), { bomLength: 3 }],
    ['content in memory', () => ({ bytes: BYTES }), {}],
    ['a packed file', (write) => write(gzipSync(BYTES)), { gzip: true }],
    [
      'a UTF-16 file',
      (write) => write(Buffer.from(`\ufeff${TEXT}`, 'utf16le')),
      { encoding: 'utf-16le', bomLength: 2 },
    ],
  ];
  for (const [what, make, dialect] of kinds) {
    describe(`of ${what}`, () => {
      let ranges: FileRanges;
      beforeEach(() => {
        const source = make((bytes) => {
          const path = join(folder, 'people.csv');
          fs.writeFileSync(path, bytes);
          return { path };
        });
        ranges = new FileRanges(source, { ...fileOf(0).dialect, ...dialect });
      });
      afterEach(() => ranges.close());

      async function read(start: number, end: number): Promise<Buffer> {
        const blocks: Buffer[] = [];
        for await (const block of ranges.read(start, end)) blocks.push(Buffer.from(block));
        return Buffer.concat(blocks);
      }

      it('are its decoded bytes, forwards, backwards and again', async () => {
        const { length } = BYTES;
        for (const [start, end] of [
          [0, 10],
          [10, length - 5],
          [5, 100],
          [5, 100],
          [length - 5, length],
          [3, 3],
        ])
          assert.ok((await read(start, end)).equals(BYTES.subarray(start, end)), `${start}-${end}`);
      });

      it('end where the file does', async () => {
        const { length } = BYTES;
        assert.equal((await read(length - 3, length + 50)).length, 3);
        assert.equal((await read(length, length + 1)).length, 0);
      });

      it('go into memory with their number of bytes', async () => {
        const into = Buffer.alloc(20, 1);
        assert.equal(await ranges.readInto(7, 17, into), 10);
        assert.ok(into.subarray(0, 10).equals(BYTES.subarray(7, 17)));
        assert.equal(into[10], 1);
      });

      it('are read piece by piece as the bytes of a chunk, with the hash of all of them', async () => {
        const [start, stop] = [10, BYTES.length - 10];
        const chunk = new ChunkBytes();
        chunk.open(ranges, start, stop);
        for (const at of [0, 1_000, stop - start - 30]) {
          assert.equal(await chunk.reach(at, at + 20), true);
          const from = at - chunk.base;
          assert.ok(
            chunk.bytes
              .subarray(from, from + 20)
              .equals(BYTES.subarray(start + at, start + at + 20)),
          );
        }
        assert.equal(await chunk.reach(stop - start, stop - start + 1), false);
        const hasher = chunkHasher();
        hasher.update(BYTES.subarray(start, stop));
        assert.equal(await chunk.hash(), finishHash(hasher));
      });
    });
  }
});
