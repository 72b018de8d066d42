import assert from 'node:assert/strict';
import { ENCODINGS, type Encoding } from '../../../src/csv/csvTypes';
import { encodeAs, transcoderFor } from '../../../src/csv/transcode';

/** The text that a file of this encoding is read as. */
function decoded(bytes: Uint8Array, encoding: Encoding): string {
  const transcoder = transcoderFor(encoding);
  return Buffer.concat(transcoder ? [transcoder.push(bytes), transcoder.end()] : [bytes]).toString(
    'utf8',
  );
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('Encoding a CSV', () => {
  for (const encoding of ENCODINGS) {
    it(`reads ${encoding} and writes the same bytes`, () => {
      const text =
        encoding === 'windows-1252'
          ? decoded(ALL_BYTES, encoding)
          : 'e-mail;"Zoë 😀"\r\n日本\u0000\ufeff€';
      const bytes = encodeAs(Buffer.from(text), encoding);
      assert.equal(decoded(bytes, encoding), text);
      assert.deepEqual(
        Buffer.from(encodeAs(Buffer.from(decoded(bytes, encoding)), encoding)),
        Buffer.from(bytes),
      );
    });
  }

  it('writes the same bytes as other programs', () => {
    assert.deepEqual(
      Buffer.from(encodeAs(Buffer.from('é€Ÿ'), 'windows-1252')),
      Buffer.from([0xe9, 0x80, 0x9f]),
    );
    assert.deepEqual(
      Buffer.from(encodeAs(Buffer.from(decoded(ALL_BYTES, 'windows-1252')), 'windows-1252')),
      Buffer.from(ALL_BYTES),
    );
    assert.deepEqual(
      Buffer.from(encodeAs(Buffer.from('é😀'), 'utf-16le')),
      Buffer.from([0xe9, 0x00, 0x3d, 0xd8, 0x00, 0xde]),
    );
    assert.deepEqual(
      Buffer.from(encodeAs(Buffer.from('é😀'), 'utf-16be')),
      Buffer.from([0x00, 0xe9, 0xd8, 0x3d, 0xde, 0x00]),
    );
  });

  it('has the lowercase letter of every letter of windows-1252, and rejects other characters', () => {
    const text = decoded(ALL_BYTES, 'windows-1252');
    assert.doesNotThrow(() => encodeAs(Buffer.from(text.toLowerCase()), 'windows-1252'));
    for (const other of ['ā', '日', '😀'])
      assert.throws(() => encodeAs(Buffer.from(other), 'windows-1252'), RangeError);
  });
});
