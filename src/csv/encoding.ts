import { isAscii } from 'node:buffer';
import { t } from '@vscode/l10n';
import { CsvError } from './csvError';
import type { Dialect, Encoding } from './csvTypes';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** From this ratio on, the rarer of two encodings isn't there by accident. */
const MIXED_RATIO = 0.05;

/**
 * Counts valid and invalid UTF-8 over consecutive blocks. A few stray bytes don't make another
 * encoding.
 */
export class Utf8Tally {
  /** Number of characters of two or more bytes. */
  valid = 0;
  /** Number of bytes, or incomplete characters, that aren't UTF-8. */
  broken = 0;
  /** How many bytes the current character still needs, and the range of the next one. */
  private open = 0;
  private lowest = 0x80;
  private highest = 0xbf;

  push(bytes: Uint8Array): this {
    if (this.open === 0 && isAscii(bytes)) return this;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (this.open > 0) {
        if (byte >= this.lowest && byte <= this.highest) {
          this.expect(this.open - 1);
          if (this.open === 0) this.valid++;
          continue;
        }
        this.end();
      }
      if (byte >= 0x80) this.begin(byte);
    }
    return this;
  }

  /** Call after the last block: an incomplete character counts as broken. */
  end(): this {
    if (this.open > 0) this.broken++;
    this.open = 0;
    return this;
  }

  get encoding(): Encoding {
    return this.broken > this.valid ? 'windows-1252' : 'utf-8';
  }

  /** Whether both encodings are frequent, so that either would misread some of the text. */
  get mixed(): boolean {
    return (
      this.broken > 0 &&
      Math.min(this.valid, this.broken) >= (this.valid + this.broken) * MIXED_RATIO
    );
  }

  /** Overlong sequences and surrogates aren't valid (Unicode, table 3-7). */
  private begin(byte: number): void {
    if (byte >= 0xc2 && byte <= 0xdf) this.expect(1);
    else if (byte >= 0xe0 && byte <= 0xef)
      this.expect(2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf);
    else if (byte >= 0xf0 && byte <= 0xf4)
      this.expect(3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf);
    else this.broken++;
  }

  private expect(open: number, lowest = 0x80, highest = 0xbf): void {
    this.open = open;
    this.lowest = lowest;
    this.highest = highest;
  }
}

/**
 * Detects the encoding from the first bytes: by the byte order mark, else by the pattern of zero
 * bytes (UTF-16), else UTF-8, or windows-1252 if more of it is broken than valid. `tally` is set if
 * that was counted. Throws CsvError `encoding` for UTF-32.
 */
export function detectEncoding(
  bytes: Uint8Array,
  whole: boolean,
): { encoding: Encoding; bomLength: number; tally?: Utf8Tally } {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bomLength: 3 };
  if (
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff)
  ) {
    throw new CsvError('encoding', t('The file is encoded in UTF-32. Save it as UTF-8.'));
  }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bomLength: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bomLength: 2 };
  const utf16 = utf16ByZeros(bytes);
  if (utf16) return { encoding: utf16, bomLength: 0 };
  const tally = new Utf8Tally().push(bytes);
  if (whole) tally.end();
  return { encoding: tally.encoding, bomLength: 0, tally };
}

const MARKS: Record<Encoding, readonly number[]> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [],
};

/**
 * The byte order mark that a file of this encoding begins with, where the user has chosen the
 * encoding.
 */
export function bomLengthOf(bytes: Uint8Array, encoding: Encoding): number {
  const mark = MARKS[encoding];
  return mark.every((byte, i) => bytes[i] === byte) ? mark.length : 0;
}

/** The byte order mark of a file that was read so; empty where it had none. */
export function bomOf({
  encoding,
  bomLength,
}: Pick<Dialect, 'encoding' | 'bomLength'>): Uint8Array {
  return Uint8Array.from(bomLength > 0 ? MARKS[encoding] : []);
}

/** In Western text as UTF-16, about half of the bytes are zero, all on the same side. */
function utf16ByZeros(bytes: Uint8Array): Encoding | undefined {
  const size = Math.min(bytes.length & ~1, 64 * 1024);
  if (size < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < size; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const half = size / 2;
  if (odd >= half * 0.5 && even <= half * 0.02) return 'utf-16le';
  if (even >= half * 0.5 && odd <= half * 0.02) return 'utf-16be';
  return undefined;
}

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const OTHER_FILES = [
  ascii('\x7fELF'),
  [0x89, ...ascii('PNG')],
  [0xff, 0xd8, 0xff],
  ascii('GIF8'),
  ascii('PAR1'),
  ascii('SQLite format 3'),
  ascii('Obj\x01'),
  [0xca, 0xfe, 0xba, 0xbe],
  ascii('ORC'),
];
const ARCHIVES = [
  ascii('BZh'),
  [0x28, 0xb5, 0x2f, 0xfd],
  [0xfd, ...ascii('7zXZ')],
  ascii('7z\xbc\xaf\x27\x1c'),
  ascii('Rar!'),
];

/** The start of a JSON document or of JSON lines; no header of a CSV begins so. */
const JSON_START = /^\s*(\{\s*("[^"]*"\s*:|\})|\[\s*[[{"\]])/;
const WORKBOOK_NAME = /\.xls[xmb]$/i;

/**
 * Throws CsvError `binary`, saying what to do, if the first bytes are those of another file type. `name`:
 * of the file, if it has one. A workbook may begin with any of its parts.
 */
export function checkFileType(bytes: Uint8Array, name = ''): void {
  const starts = (magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  const holds = (text: string): boolean =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(text, 0, 'latin1');
  if (starts([0x50, 0x4b, 3, 4])) {
    if (holds('xl/') || holds('[Content_Types].xml') || WORKBOOK_NAME.test(name)) throw workbook();
    if (holds('opendocument.spreadsheet'))
      throw new CsvError('binary', t('This is an OpenDocument spreadsheet. Save it as CSV UTF-8.'));
    throw new CsvError(
      'binary',
      t('This is a ZIP archive: extract it, then choose the CSV file in it.'),
    );
  }
  // An old one, or one with a password.
  if (starts([0xd0, 0xcf, 0x11, 0xe0])) throw workbook();
  if (starts(ascii('%PDF-')))
    throw new CsvError('binary', t('This is a PDF: export the data as CSV.'));
  if (ARCHIVES.some(starts))
    throw new CsvError(
      'binary',
      t(
        'This is a compressed archive: extract it, then choose the CSV file in it (.gz is the only compressed format that can be read).',
      ),
    );
  // Without a byte order mark and the zeros of UTF-16.
  const start = Buffer.from(bytes.subarray(0, 400))
    .toString('latin1')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '');
  if (JSON_START.test(start))
    throw new CsvError(
      'binary',
      t('This is JSON. Export the data as CSV, with a row for each person.'),
    );
  if (/^\s*<(!doctype|html|table|\?xml)/i.test(start)) {
    throw new CsvError(
      'binary',
      t('This is an HTML or XML file, regardless of its name: save it as CSV.'),
    );
  }
  if (OTHER_FILES.some(starts)) throw notText();
}

const notText = (): CsvError =>
  new CsvError('binary', t('This file is binary, not text. Export the data as CSV UTF-8.'));
const workbook = (): CsvError =>
  new CsvError('binary', t('This is an Excel workbook. Save it as CSV UTF-8.'));

/**
 * Throws CsvError `binary` if the decoded bytes have more control characters than text does. A
 * stray NUL is tolerated, since normalizing removes it.
 */
export function checkControlCharacters(bytes: Uint8Array): void {
  let controls = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 11)
      controls++;
  }
  if (controls >= 3 && controls > bytes.length * 0.01) throw notText();
}
