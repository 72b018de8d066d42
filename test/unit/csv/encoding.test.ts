import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { ENCODINGS, type Encoding } from '../../../src/csv/csvTypes';
import {
  bomLengthOf,
  checkControlCharacters,
  checkFileType,
  detectEncoding,
  isGzip,
  Utf8Tally,
} from '../../../src/csv/encoding';
import { encodeAs } from '../../../src/csv/transcode';
import { csvError } from './help';

const BOM = '\ufeff';
const encoded = (text: string, encoding: Encoding): Uint8Array =>
  encodeAs(Buffer.from(text), encoding);

describe('The encoding', () => {
  it('goes by the byte order mark', () => {
    for (const encoding of ENCODINGS) {
      if (encoding === 'windows-1252') continue;
      const bytes = encoded(`${BOM}é`, encoding);
      const { length } = encoded(BOM, encoding);
      assert.deepEqual(detectEncoding(bytes, true), { encoding, bomLength: length });
      assert.equal(bomLengthOf(bytes, encoding), length);
      assert.equal(bomLengthOf(bytes.subarray(length), encoding), 0);
    }
  });

  it('of a file in UTF-32 is not supported', () => {
    for (const bytes of [
      [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0],
      [0, 0, 0xfe, 0xff, 0, 0, 0, 0x61],
    ])
      assert.throws(() => detectEncoding(Uint8Array.from(bytes), true), csvError('encoding'));
  });

  it('is not decided by a character that the sample cuts off', () => {
    const cut = Buffer.from('a@b.c,Jé').subarray(0, -1);
    assert.equal(detectEncoding(cut, false).encoding, 'utf-8');
    assert.equal(detectEncoding(cut, true).encoding, 'windows-1252');
  });
});

describe('The count of valid and invalid UTF-8', () => {
  const tally = (valid: number, broken: number): Utf8Tally =>
    new Utf8Tally()
      .push(Buffer.from('é'.repeat(valid)))
      .push(new Uint8Array(broken).fill(0xff))
      .end();

  it('decides for windows-1252 only if more is broken than valid', () => {
    assert.equal(tally(0, 0).encoding, 'utf-8');
    assert.equal(tally(5, 5).encoding, 'utf-8');
    assert.equal(tally(5, 6).encoding, 'windows-1252');
  });

  it('calls a file mixed if the rarer encoding has at least 5 %', () => {
    assert.equal(tally(95, 5).mixed, true);
    assert.equal(tally(5, 95).mixed, true);
    assert.equal(tally(96, 4).mixed, false);
    assert.equal(tally(100, 0).mixed, false);
  });
});

describe('The type of a file', () => {
  it('is gzip by its first two bytes', () => {
    assert.ok(isGzip(gzipSync('a')));
    assert.ok(!isGzip(Buffer.from('a,b')) && !isGzip(Buffer.alloc(0)));
  });

  it('may be another than text, which the error names', () => {
    for (const [bytes, message] of [
      [Buffer.from('BZh91AY'), /compressed archive/],
      [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /compressed archive/],
      [Buffer.from('Rar!\x1a'), /compressed archive/],
      [Buffer.from('<!DOCTYPE html>'), /HTML or XML/],
      [Buffer.from('  <?xml version="1.0"?>'), /HTML or XML/],
      [Buffer.from('PAR1\x15\x04'), /is binary, not text/],
      [Buffer.from('SQLite format 3\0'), /is binary, not text/],
    ] as const) {
      assert.throws(
        () => checkFileType(bytes),
        (error: Error) => csvError('binary')(error) && message.test(error.message),
      );
    }
  });

  it('is a workbook by its name, whatever part of it comes first', () => {
    const zip = Buffer.from('PK\x03\x04 theme/theme1.xml');
    assert.throws(() => checkFileType(zip, '/work/crm.XLSX'), /Excel workbook/);
    assert.throws(() => checkFileType(zip, '/work/crm.csv'), /ZIP archive/);
    assert.throws(() => checkFileType(zip), /ZIP archive/);
  });

  it('is no JSON for a CSV whose first field is in brackets or braces', () => {
    for (const text of ['[email]\na@example.com\n', '{email}\n', '{id},email\n', '[1],email\n'])
      assert.doesNotThrow(() => checkFileType(Buffer.from(text)), text);
  });

  it('is text for a CSV, also one that mentions another type', () => {
    for (const text of ['', 'email\na@b.c\n', 'note\n%PDF-\n', 'PK\n', 'a<html>\n'])
      assert.doesNotThrow(() => checkFileType(Buffer.from(text)), text);
  });

  it('is binary if more than 1 % are control characters, but not for a few', () => {
    const text = (controls: number, size: number): Buffer =>
      Buffer.from('\x01'.repeat(controls) + 'a\t\r\n\f\v'.repeat(size).slice(0, size - controls));
    assert.throws(() => checkControlCharacters(text(3, 100)), csvError('binary'));
    assert.doesNotThrow(() => checkControlCharacters(text(2, 4)));
    assert.doesNotThrow(() => checkControlCharacters(text(3, 300)));
    assert.throws(() => checkControlCharacters(text(4, 300)), csvError('binary'));
  });
});
