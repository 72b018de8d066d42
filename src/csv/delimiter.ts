import type { Dialect } from './csvTypes';
import { readRecord, type Grammar } from './textRows';

type Delimiter = Dialect['delimiter'];

/** In the order of preference where two fit alike: who uses a rare one means it. */
export const DELIMITERS: readonly Delimiter[] = ['\t', ';', '|', ','];

const LF = 10;
const CR = 13;
const RECORDS = 500;

/**
 * A first line `sep=;` as Excel writes it: its delimiter, as found, and its length in bytes with
 * the line end.
 */
export function readSepLine(bytes: Uint8Array): { delimiter: string; length: number } | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString(
    'latin1',
  );
  const match = /^(?:sep=([^\r\n])|"sep=([^\r\n])")(\r\n|\r|\n|$)/i.exec(start);
  return match ? { delimiter: match[1] ?? match[2], length: match[0].length } : undefined;
}

/** `cr` only where there is no LF at all: a lone CR in a file with LF belongs to a value. */
export function detectRecordEnd(bytes: Uint8Array): Dialect['recordEnd'] {
  return !bytes.includes(LF) && bytes.includes(CR) ? 'cr' : 'lf';
}

interface Fit {
  delimiter: Delimiter;
  /** Share 0–1 of the records that have the most frequent number of fields. */
  share: number;
  fields: number;
  /** Of the first record, which is the header of most files. */
  firstFields: number;
  broken: boolean;
}

/**
 * The delimiter that cuts the records of a sample most evenly, quotes respected; `,` where none
 * cuts it. A comma between digits is taken for a decimal mark where another delimiter fits as well.
 */
export function detectDelimiter(bytes: Uint8Array, recordEnd: Dialect['recordEnd']): Delimiter {
  // A character for each byte: all that counts here is ASCII.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const fits: Fit[] = [];
  for (const delimiter of DELIMITERS) {
    const fit = tryDelimiter(text, { delimiter, recordEnd });
    if (fit.fields > 1 && fit.share >= 0.5) fits.push(fit);
  }
  const rivals = decimalCommas(bytes, fits) ? fits.filter((fit) => fit.delimiter !== ',') : fits;
  const score = (fit: Fit): number =>
    Math.round(fit.share * 20) / 20 +
    (fit.firstFields === fit.fields ? 0.5 : 0) -
    (fit.broken ? 1 : 0);
  // The sort is stable: equals stay in the order of preference.
  rivals.sort((a, b) => score(b) - score(a) || b.fields - a.fields);
  return rivals[0]?.delimiter ?? ',';
}

function tryDelimiter(text: string, grammar: Grammar): Fit {
  const { counts, broken } = countFields(text, grammar);
  const frequency = new Map<number, number>();
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  let fields = 0;
  let most = 0;
  for (const [count, times] of frequency) {
    if (times > most || (times === most && count > fields)) {
      fields = count;
      most = times;
    }
  }
  return {
    delimiter: grammar.delimiter,
    fields,
    share: counts.length === 0 ? 0 : most / counts.length,
    firstFields: counts[0] ?? 0,
    broken,
  };
}

/**
 * Fields of each of the first records, blank lines left out. Under a wrong delimiter quotes look
 * broken.
 */
function countFields(text: string, grammar: Grammar): { counts: number[]; broken: boolean } {
  const counts: number[] = [];
  let broken = false;
  for (let at = 0; at < text.length && counts.length < RECORDS;) {
    let fields = 0;
    const read = readRecord(text, at, grammar, () => fields++);
    if (read === undefined) break;
    broken ||= read.broken;
    // The last record may be cut off by the end of the sample: it counts only where it is the only
    // one.
    if (read.end > at && (read.next > read.end || counts.length === 0)) counts.push(fields);
    at = read.next;
  }
  return { counts, broken };
}

/**
 * Whether commas are decimal marks: most stand between digits, and another delimiter cuts the first
 * record as well, which in a file that has commas for delimiters (`id,amount,date` over
 * `1001,2,2024`) only commas do.
 */
function decimalCommas(bytes: Uint8Array, fits: readonly Fit[]): boolean {
  const comma = fits.find((fit) => fit.delimiter === ',');
  if (comma === undefined) return false;
  // One that stands in the middle of quoted fields is no rival.
  const others = fits.filter((fit) => fit.delimiter !== ',' && (!fit.broken || comma.broken));
  if (others.length === 0) return false;
  return (
    (comma.firstFields === 1 || others.some((fit) => fit.firstFields > 1)) && mostlyDecimals(bytes)
  );
}

function mostlyDecimals(bytes: Uint8Array): boolean {
  const digit = (byte: number | undefined): boolean =>
    byte !== undefined && byte >= 48 && byte <= 57;
  let commas = 0;
  let decimals = 0;
  for (let at = bytes.indexOf(44); at >= 0; at = bytes.indexOf(44, at + 1)) {
    commas++;
    if (digit(bytes[at - 1]) && digit(bytes[at + 1])) decimals++;
  }
  return decimals > commas / 2;
}
