import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { detectDialect, readSample } from '../../../src/csv/dialect';
import { csvError, swapped } from './help';

describe('The dialect', () => {
  it('is detected from the first bytes, which are converted to UTF-8', () => {
    const { dialect, bytes, top } = detectDialect(swapped('\ufeffsep=;\r\nä;b\r\n'), true);
    assert.deepEqual(dialect, {
      encoding: 'utf-16be',
      bomLength: 2,
      gzip: false,
      delimiter: ';',
      recordEnd: 'lf',
      sepLine: true,
    });
    assert.equal(Buffer.from(bytes).toString(), 'sep=;\r\nä;b\r\n');
    assert.deepEqual(top, { offset: 7, line: 1 });
  });

  it('keeps what is set', () => {
    const overrides = {
      encoding: 'windows-1252',
      delimiter: '|',
      recordEnd: 'cr',
      sepLine: false,
      gzip: true,
    } as const;
    const { dialect, top } = detectDialect(Buffer.from('sep=;\na;b\n'), true, overrides);
    assert.deepEqual(dialect, { ...overrides, bomLength: 0 });
    assert.deepEqual(top, { offset: 0, line: 0 });
  });

  it('rejects an unsupported delimiter and binary files, unless it is for a preview', () => {
    const sep = Buffer.from('sep=:\na:b\n');
    assert.throws(() => detectDialect(sep, true), csvError('delimiter', 0));
    assert.equal(detectDialect(sep, true, { delimiter: ',' }).dialect.delimiter, ',');
    assert.equal(detectDialect(sep, true, {}, true).dialect.delimiter, ',');
    const pdf = Buffer.from('%PDF-1.7\n');
    assert.throws(() => detectDialect(pdf, true), csvError('binary'));
    assert.doesNotThrow(() => detectDialect(pdf, true, {}, true));
  });
});

describe('The sample of a file', () => {
  it('is decompressed, and says whether it is the whole file', async () => {
    const packed = { bytes: gzipSync('a,b\n1,2\n') };
    assert.deepEqual(await readSample(packed, 100, {}), {
      raw: Buffer.from('a,b\n1,2\n'),
      gzip: true,
      whole: true,
    });
    const cut = await readSample(packed, 3, {});
    assert.equal(Buffer.from(cut.raw).toString(), 'a,b');
    assert.equal(cut.whole, false);
    assert.deepEqual((await readSample(packed, 100, { gzip: false })).raw, packed.bytes);
  });
});
