import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  examineSource,
  readBlocks,
  type Decoding,
  type ReadOptions,
  type Source,
} from '../../../src/csv/source';
import { csvError, swapped } from './help';

const TEXT = Array.from(
  { length: 300 },
  (_, i) => `${i},jürgen${i}@münchen.example,€😀語\r\n`,
).join('');
const UTF8 = Buffer.from(TEXT);
const plain: Decoding = { encoding: 'utf-8', bomLength: 0, gzip: false };

async function read(
  source: Source,
  coding: Partial<Decoding> = {},
  options: ReadOptions = {},
): Promise<Buffer> {
  const parts: Buffer[] = [];
  // The copy: a block lives until the next one.
  for await (const block of readBlocks(source, { ...plain, ...coding }, options))
    parts.push(Buffer.from(block));
  return Buffer.concat(parts);
}

describe('CSV source', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'csv source 😀 '))));
  after(() => rm(folder, { recursive: true, force: true }));

  const file = async (name: string, content: Uint8Array | string): Promise<Source> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return { path };
  };
  const bom = (mark: number[], content: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from(mark), content]);

  const cases: [string, Partial<Decoding>, Buffer][] = [
    ['UTF-8', {}, UTF8],
    ['UTF-8 with a mark', { bomLength: 3 }, bom([0xef, 0xbb, 0xbf], UTF8)],
    [
      'UTF-16 LE',
      { encoding: 'utf-16le', bomLength: 2 },
      bom([0xff, 0xfe], Buffer.from(TEXT, 'utf16le')),
    ],
    ['UTF-16 BE', { encoding: 'utf-16be', bomLength: 2 }, bom([0xfe, 0xff], swapped(TEXT))],
    [
      'UTF-8 with a mark, compressed',
      { bomLength: 3, gzip: true },
      gzipSync(bom([0xef, 0xbb, 0xbf], UTF8)),
    ],
    ['UTF-16 BE, compressed', { encoding: 'utf-16be', gzip: true }, gzipSync(swapped(TEXT))],
  ];
  for (const [name, coding, content] of cases) {
    it(`reads ${name} from disk and memory, whole and in part, in blocks of any size`, async () => {
      for (const source of [await file('file.csv', content), { bytes: content }]) {
        for (const blockSize of [3, 7, 1000, undefined]) {
          assert.ok(
            (await read(source, coding, { blockSize })).equals(UTF8),
            `blocks of ${blockSize}`,
          );
          assert.ok(
            (await read(source, coding, { blockSize, start: 101, end: 1003 })).equals(
              UTF8.subarray(101, 1003),
            ),
          );
        }
        assert.ok(
          (await read(source, coding, { start: UTF8.length - 5, end: UTF8.length + 100 })).equals(
            UTF8.subarray(-5),
          ),
        );
        assert.equal((await read(source, coding, { start: 10, end: 10 })).length, 0);
      }
    });
  }

  it('reads windows-1252, all 256 bytes of it', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const expected = Array.from(all, (byte) => String.fromCharCode(byte)).join('');
    const text = (
      await read({ bytes: all }, { encoding: 'windows-1252' }, { blockSize: 5 })
    ).toString();
    assert.equal(
      text.slice(0, 128) + text.slice(160),
      expected.slice(0, 128) + expected.slice(160),
    );
    // The table of windows-1252 at unicode.org.
    assert.equal(text.slice(128, 160), '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ');
  });

  it('replaces half a character at the end of UTF-16 by U+FFFD', async () => {
    const half = Buffer.from('a😀', 'utf16le').subarray(0, 4);
    assert.equal((await read({ bytes: half }, { encoding: 'utf-16le' })).toString(), 'a\ufffd');
    assert.equal(
      (await read({ bytes: Buffer.from([0x61, 0, 0x62]) }, { encoding: 'utf-16le' })).toString(),
      'a\ufffd',
    );
  });

  it('stops at an abort with its reason and closes the file', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const source = await file('long.csv', TEXT);
    const open = async (): Promise<number> =>
      process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0;
    const before = await open();
    const reading = (async () => {
      for await (const block of readBlocks(source, plain, {
        blockSize: 100,
        signal: stop.signal,
      })) {
        assert.equal(block.length, 100);
        stop.abort(reason);
      }
    })();
    await assert.rejects(reading, (error) => error === reason);
    for await (const block of readBlocks(source, plain, { blockSize: 100 }))
      if (block.length > 0) break;
    assert.equal(await open(), before);
  });

  it('returns size and time, and follows links', async () => {
    const { path } = await file('facts.csv', 'abc');
    const link = join(folder, 'link.csv');
    await symlink(path ?? '', link);
    const facts = await examineSource({ path: link });
    assert.equal(facts.size, 3);
    assert.ok(facts.modifiedAt && facts.modifiedAt > Date.now() - 60_000);
    assert.equal((await examineSource({ bytes: UTF8 })).size, UTF8.length);
    assert.equal((await read({ path: link })).toString(), 'abc');
  });

  it('says what is wrong with a file that cannot be read', async function () {
    const missing = { path: join(folder, 'missing.csv') };
    await assert.rejects(examineSource(missing), csvError('not-found'));
    await assert.rejects(read(missing), csvError('not-found', undefined, 'missing.csv'));
    const dangling = join(folder, 'dangling.csv');
    await symlink(join(folder, 'nowhere'), dangling);
    await assert.rejects(examineSource({ path: dangling }), csvError('not-found'));
    await mkdir(join(folder, 'sub'));
    await assert.rejects(examineSource({ path: join(folder, 'sub') }), csvError('directory'));
    await assert.rejects(read({ path: join(folder, 'sub') }), csvError('directory'));
    const packed = gzipSync(UTF8);
    await assert.rejects(
      read(await file('cut.csv.gz', packed.subarray(0, packed.length - 20)), { gzip: true }),
      csvError('gzip-broken'),
    );
    await assert.rejects(
      read({ bytes: packed.subarray(0, 200) }, { gzip: true }),
      csvError('gzip-broken'),
    );
    packed.fill(0xff, 300, 340);
    await assert.rejects(read({ bytes: packed }, { gzip: true }), csvError('gzip-broken'));
    await assert.rejects(read(missing, { gzip: true }), csvError('not-found'));
  });

  it('does not wait at a pipe or a device, which never ends', async function () {
    if (process.platform === 'win32') this.skip();
    const path = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [path]);
    await assert.rejects(examineSource({ path }), csvError('not-a-file'));
    await assert.rejects(read({ path }), csvError('not-a-file'));
    await assert.rejects(read({ path: '/dev/zero' }), csvError('not-a-file'));
  });

  it('reports a missing permission', async function () {
    // Root reads everything, and Windows has other permissions: there this cannot be seen.
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    const source = await file('secret.csv', 'abc');
    await chmod(source.path ?? '', 0);
    await assert.rejects(read(source), csvError('no-permission'));
  });
});
