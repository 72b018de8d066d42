import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { detect } from '../../../../src/csv/detect';
import { sourcesWithout } from '../../../../src/upload/people/otherRows';
import { rowsText } from '../../../../src/upload/people/rowBits';
import { Bitset } from '../../../../src/upload/rows/bitset';
import type { SourceFile } from '../../../../src/upload/uploadTypes';

describe('the rows of files that were not readable', () => {
  let folder = '';
  beforeEach(() => void (folder = fs.mkdtempSync(join(tmpdir(), 'other-rows-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const file = (content: string | Uint8Array, name = 'people.csv'): SourceFile => {
    const path = join(folder, name);
    fs.writeFileSync(path, content);
    return { uri: pathToFileURL(path).href, path };
  };
  const rows = (...set: number[]): string => {
    const bits = new Bitset();
    for (const row of set) bits.set(row);
    return rowsText(bits, Math.max(0, ...set) + 1);
  };
  const texts = (files: readonly SourceFile[]): string[] =>
    files.map(({ bytes = [] }) => Buffer.from(bytes).toString());

  it('are as they are in the file, below its header', async () => {
    const source = file(
      'email,note\r\nann@example.com,1\r\n\r\n"bob@\r\nexample.com","a ""b"""\r\neve@example.com,3\r\nzoe@example.com,ü',
    );
    const [only] = await sourcesWithout([{ ...source, columns: ['email'] }], rows(0, 3));
    assert.deepEqual(texts([only]), [
      'email,note\r\n"bob@\r\nexample.com","a ""b"""\r\nzoe@example.com,ü',
    ]);
    assert.equal(only.uri, source.uri);
    assert.equal(only.path, undefined);
    assert.deepEqual(only.columns, ['email']);
  });

  it('are counted over all files, which are read as they are packed and written', async () => {
    const files = await sourcesWithout(
      [
        file('email\na@example.com\nb@example.com\n', '1.csv'),
        file(gzipSync('phone\n+33612345678\n+33612345679\n'), '2.csv.gz'),
        file(
          Buffer.concat([
            Buffer.from([0xff, 0xfe]),
            Buffer.from('sep=;\nname;mail\nÄnn;c@example.com\nBob;d@example.com\n', 'utf16le'),
          ]),
          '3.csv',
        ),
        { uri: 'typed:/people.csv', bytes: Buffer.from('\ufeffemail\ne@example.com\n') },
      ],
      rows(1, 2, 5),
    );
    assert.deepEqual(texts(files), [
      'email\na@example.com\n',
      'phone\n+33612345679\n',
      'name;mail\nÄnn;c@example.com\n',
      'email\ne@example.com\n',
    ]);
    for (const one of files) {
      const { dialect, columns } = await detect(one, one.dialect);
      assert.equal(dialect.header, true);
      assert.equal(columns, one === files[2] ? 2 : 1);
    }
  });

  it('are none of a file that was readable, which can be read still', async () => {
    const files = await sourcesWithout(
      [
        file('email\na@example.com\n', '1.csv'),
        file('b@example.com\n', '2.csv'),
        file('c@example.com,1\n', '3.csv'),
      ],
      rows(0, 1, 2),
    );
    for (const one of files) {
      const { sample, columns } = await detect(one, one.dialect);
      assert.deepEqual(sample, []);
      assert.equal(columns, one === files[2] ? 2 : 1);
    }
  });

  it('are those of a file that has grown, too', async () => {
    const [grown] = await sourcesWithout([file('a@example.com\nb@example.com\n')], rows(0));
    assert.deepEqual(texts([grown]), ['b@example.com\n']);
    assert.equal(grown.dialect?.header, false);
  });

  it('say which file can’t be read', async () => {
    await assert.rejects(
      sourcesWithout(
        [file('email\na@example.com\n'), file('email\n"a@example.com\n', 'broken.csv')],
        rows(0),
      ),
      (error: Error & { code?: string }) =>
        error.code === 'quote-not-closed' && /broken\.csv/.test(error.message),
    );
  });
});
