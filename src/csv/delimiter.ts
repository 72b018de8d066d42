import type { Dialect } from './csvTypes';
import { readRecord, type Grammar } from './textRows';

type Delimiter = Dialect['delimiter'];

/** In order of preference if several fit equally well: a rare delimiter isn't used by chance. */
export const DELIMITERS: readonly Delimiter[] = ['\t', ';', '|', ','];

const LF = 10;
const CR = 13;
const RECORDS = 500;

/**
 * Reads a first line `sep=;` as Excel writes it. Returns its delimiter, supported or not, and its
 * length in bytes including the line ending.
 */
export function readSepLine(bytes: Uint8Array): { delimiter: string; length: number } | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString(
    'latin1',
  );
  const match = /^(?:sep=([^\r\n])|"sep=([^\r\n])")(\r\n|\r|\n|$)/i.exec(start);
  return match ? { delimiter: match[1] ?? match[2], length: match[0].length } : undefined;
}

/** `cr` only if there is no LF at all: a lone CR in a file with LF is part of a value. */
export function detectRecordEnd(bytes: Uint8Array): Dialect['recordEnd'] {
  return !bytes.includes(LF) && bytes.includes(CR) ? 'cr' : 'lf';
}

interface Fit {
  delimiter: Delimiter;
  /** Ratio (0–1) of records that have the most frequent number of fields. */
  ratio: number;
  fields: number;
  /** Fields of the first record, which usually is the header. */
  firstFields: number;
  broken: boolean;
}

/**
 * Finds the delimiter that divides the records of a sample most evenly, ignoring quoted ones.
 * Returns `,` if none does. Commas between digits count as decimal marks if another delimiter also
 * fits.
 */
export function detectDelimiter(bytes: Uint8Array, recordEnd: Dialect['recordEnd']): Delimiter {
  // One character per byte: only ASCII matters here.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const fits: Fit[] = [];
  for (const delimiter of DELIMITERS) {
    const fit = tryDelimiter(text, { delimiter, recordEnd });
    if (fit.fields > 1 && fit.ratio >= 0.5) fits.push(fit);
  }
  const candidates = hasDecimalCommas(bytes, fits)
    ? fits.filter((fit) => fit.delimiter !== ',')
    : fits;
  const score = (fit: Fit): number =>
    Math.round(fit.ratio * 20) / 20 +
    (fit.firstFields === fit.fields ? 0.5 : 0) -
    (fit.broken ? 1 : 0);
  // The sort is stable, so ties keep the order of preference.
  candidates.sort((a, b) => score(b) - score(a) || b.fields - a.fields);
  return candidates[0]?.delimiter ?? ',';
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
    ratio: counts.length === 0 ? 0 : most / counts.length,
    firstFields: counts[0] ?? 0,
    broken,
  };
}

/**
 * Counts the fields of each of the first records, without blank lines. `broken`: quotes are
 * malformed, which suggests a wrong delimiter.
 */
function countFields(text: string, grammar: Grammar): { counts: number[]; broken: boolean } {
  const counts: number[] = [];
  let broken = false;
  for (let at = 0; at < text.length && counts.length < RECORDS;) {
    let fields = 0;
    const read = readRecord(text, at, grammar, () => fields++);
    if (read === undefined) break;
    broken ||= read.broken;
    // The end of the sample may cut the last record off, so count it only if it's the only one.
    if (read.end > at && (read.next > read.end || counts.length === 0)) counts.push(fields);
    at = read.next;
  }
  return { counts, broken };
}

/**
 * Whether commas are decimal marks: most are between digits, and another delimiter divides the
 * first record too. If commas are delimiters (`id,amount,date` above `1001,2,2024`), no other does.
 */
function hasDecimalCommas(bytes: Uint8Array, fits: readonly Fit[]): boolean {
  const comma = fits.find((fit) => fit.delimiter === ',');
  if (comma === undefined) return false;
  // Ignore a delimiter inside quoted fields.
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
