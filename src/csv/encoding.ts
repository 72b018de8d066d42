import { isUtf8 } from 'node:buffer';
import { t } from '@vscode/l10n';
import { CsvError } from './error';
import type { Dialect, Encoding } from './types';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The encoding from the first bytes: by byte order mark, else by the pattern of zero bytes (UTF-16), else UTF-8 where
 * it is valid, else windows-1252. Throws CsvError `encoding` for UTF-32.
 */
export function detectEncoding(bytes: Uint8Array): { encoding: Encoding; bomLength: number } {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bomLength: 3 };
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw new CsvError('encoding', t('The file is written in UTF-32. Save it as UTF-8.'));
  }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bomLength: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bomLength: 2 };
  const utf16 = utf16ByZeros(bytes);
  if (utf16) return { encoding: utf16, bomLength: 0 };
  return { encoding: isUtf8(bytes.subarray(0, wholeUtf8(bytes))) ? 'utf-8' : 'windows-1252', bomLength: 0 };
}

const MARKS: Record<Encoding, readonly number[]> = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff], 'windows-1252': [] };

/** The byte order mark that a file of this encoding begins with, where the user has chosen the encoding. */
export function bomLengthOf(bytes: Uint8Array, encoding: Encoding): number {
  const mark = MARKS[encoding];
  return mark.every((byte, i) => bytes[i] === byte) ? mark.length : 0;
}

/** The byte order mark of a file that was read so; empty where it had none. */
export function bomOf({ encoding, bomLength }: Pick<Dialect, 'encoding' | 'bomLength'>): Uint8Array {
  return Uint8Array.from(bomLength > 0 ? MARKS[encoding] : []);
}

/** In UTF-16 of Western text half of the bytes are zero, and all on one side. */
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

/** Bytes up to the last whole UTF-8 character: a sample may end in the middle of one. */
function wholeUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const OTHER_FILES = [ascii('\x7fELF'), [0x89, ...ascii('PNG')], [0xff, 0xd8, 0xff], ascii('GIF8'), ascii('PAR1'), ascii('SQLite format 3'), ascii('Obj\x01'), [0xca, 0xfe, 0xba, 0xbe], ascii('ORC')];
const ARCHIVES = [ascii('BZh'), [0x28, 0xb5, 0x2f, 0xfd], [0xfd, ...ascii('7zXZ')], ascii('7z\xbc\xaf\x27\x1c'), ascii('Rar!')];

/** Throws CsvError `binary`, with what to do, where the first bytes (as on disk) are those of another kind of file. */
export function refuseOtherFiles(bytes: Uint8Array): void {
  const starts = (magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  const holds = (text: string): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(text, 0, 'latin1');
  if (starts([0x50, 0x4b, 3, 4])) {
    if (holds('xl/') || holds('[Content_Types].xml')) throw new CsvError('binary', t('This is an Excel workbook: save it as CSV.'));
    if (holds('opendocument.spreadsheet')) throw new CsvError('binary', t('This is an OpenDocument spreadsheet: save it as CSV.'));
    throw new CsvError('binary', t('This is a ZIP archive: unpack it, then choose the CSV file in it.'));
  }
  if (starts([0xd0, 0xcf, 0x11, 0xe0])) throw new CsvError('binary', t('This is an old Excel workbook: save it as CSV.'));
  if (starts(ascii('%PDF-'))) throw new CsvError('binary', t('This is a PDF: export the data as CSV.'));
  if (ARCHIVES.some(starts)) throw new CsvError('binary', t('This is a compressed archive: unpack it, then choose the CSV file in it (of compressed files only .gz is read).'));
  if (/^\s*<(!doctype|html|table|\?xml)/i.test(Buffer.from(bytes.subarray(0, 100)).toString('latin1'))) {
    throw new CsvError('binary', t('This is an HTML or XML file, whatever its name says: save it as CSV.'));
  }
  if (OTHER_FILES.some(starts)) throw notText();
}

const notText = (): CsvError => new CsvError('binary', t('This is not a text file: export the data as CSV.'));

/**
 * Throws CsvError `binary` where the decoded bytes hold more control characters than a text does. A stray NUL is
 * tolerated: values are cleaned of it.
 */
export function refuseControls(bytes: Uint8Array): void {
  let controls = 0;
  for (const byte of bytes) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 11) controls++;
  if (controls >= 3 && controls > bytes.length * 0.01) throw notText();
}
