import type { Encoding } from './csvTypes';

/** Converts another encoding to UTF-8 in blocks. The results are newly allocated. */
interface Transcoder {
  push(block: Uint8Array): Uint8Array;
  /** Call after the last block: returns U+FFFD for an incomplete last character. */
  end(): Uint8Array;
}

/** Creates a transcoder. Undefined for UTF-8, which needs none. */
export function transcoderFor(encoding: Encoding): Transcoder | undefined {
  switch (encoding) {
    case 'utf-8':
      return undefined;
    case 'windows-1252':
      return new Windows1252();
    default:
      return new Utf16(encoding === 'utf-16be');
  }
}

/**
 * 0x80–0x9F of windows-1252, which otherwise equals Latin-1. Undefined bytes stay control
 * characters (WHATWG Encoding).
 */
const HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function charOf(byte: number): string {
  return byte >= 0x80 && byte < 0xa0 ? HIGH[byte - 0x80] : String.fromCharCode(byte);
}

/**
 * The UTF-8 bytes of each windows-1252 byte, three per entry. TextDecoder isn't used because some
 * versions of Node decode windows-1252 as Latin-1.
 */
const table = new Uint8Array(256 * 3);
const sizes = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const utf8 = Buffer.from(charOf(byte), 'utf8');
  sizes[byte] = utf8.length;
  table.set(utf8, byte * 3);
}

class Windows1252 implements Transcoder {
  push(block: Uint8Array): Uint8Array {
    const out = Buffer.allocUnsafe(block.length * 3);
    let to = 0;
    for (let at = 0; at < block.length; at++) {
      const byte = block[at];
      if (byte < 0x80) {
        out[to++] = byte;
        continue;
      }
      for (let i = 0; i < sizes[byte]; i++) out[to++] = table[byte * 3 + i];
    }
    return out.subarray(0, to);
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }
}

class Utf16 implements Transcoder {
  /** An odd byte or half a surrogate pair from the previous block. */
  private rest = Buffer.alloc(0);

  constructor(private readonly bigEndian: boolean) {}

  push(block: Uint8Array): Uint8Array {
    // A copy, because swapping must not change the reader's buffer.
    const bytes = Buffer.concat([this.rest, block]);
    let size = bytes.length - (bytes.length % 2);
    if (size >= 2 && (bytes[this.bigEndian ? size - 2 : size - 1] & 0xfc) === 0xd8) size -= 2;
    this.rest = Buffer.from(bytes.subarray(size));
    return this.convert(bytes.subarray(0, size));
  }

  end(): Uint8Array {
    const { rest } = this;
    this.rest = Buffer.alloc(0);
    const whole = this.convert(rest.subarray(0, rest.length - (rest.length % 2)));
    return rest.length % 2 === 1 ? Buffer.concat([whole, Buffer.from('\ufffd')]) : whole;
  }

  private convert(units: Buffer): Uint8Array {
    return Buffer.from((this.bigEndian ? units.swap16() : units).toString('utf16le'), 'utf8');
  }
}

/** windows-1252 characters → bytes. */
const bytesOf = new Map(Array.from({ length: 256 }, (_, byte) => [charOf(byte), byte]));

/**
 * Encodes whole characters in UTF-8, without a byte order mark: the inverse of `transcoderFor`.
 * Throws a RangeError for a character that windows-1252 lacks. That can't happen for a fixed file:
 * fixes insert only ASCII, characters of the original value, and their lowercase letters, which
 * windows-1252 has too.
 */
export function encodeAs(utf8: Buffer, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return utf8;
    case 'windows-1252':
      return toWindows1252(utf8.toString('utf8'));
    default: {
      const units = Buffer.from(utf8.toString('utf8'), 'utf16le');
      return encoding === 'utf-16be' ? units.swap16() : units;
    }
  }
}

function toWindows1252(text: string): Uint8Array {
  const out = Buffer.allocUnsafe(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = bytesOf.get(text[i]);
    if (byte === undefined) throw new RangeError('A character that windows-1252 does not have.');
    out[i] = byte;
  }
  return out;
}
