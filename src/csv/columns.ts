import { t } from '@vscode/l10n';
import { argumentWords, isIdentifier } from '../common/told';
import { isPlaceholder } from '../identifiers/clean';
import { matchName } from './columnNames';
import { CsvError } from './error';
import { anyOf, number } from './numbers';

export interface FindColumnInput {
  /** Names as in the file, or undefined without a header. */
  header?: string[];
  /** Up to 1,000 records, the header not among them. */
  sample: string[][];
  /** The segment's type; of one that is not known here only the content counts. */
  identifierType: string;
  /** Whether a value has a form of that type. Called with trimmed values that are not empty. */
  looksLike: (value: string) => boolean;
}

export interface ColumnCandidate {
  column: number;
  name?: string;
  /** 0–1. Above 0.5 it counts as a candidate that the user may mean. */
  confidence: number;
  /** Share 0–1 of the filled values in the sample that look like the type. */
  share: number;
  /** A sentence for the picker. */
  reason: string;
}

export interface FoundColumns {
  /** Best first; only those worth offering at the top of the picker. */
  candidates: ColumnCandidate[];
  /** The column, or undefined where the user has to be asked. */
  decided?: number;
}

/**
 * Types whose values can be anything: for them the content confirms nothing, only the name does.
 */
const OPAQUE: ReadonlySet<string> = new Set(['IdentityLink', 'CustomerId', 'UserIdentifier']);
const SURE = 0.7;
const LIKELY = 0.5;

/**
 * Finds the column with the identifiers by its name and by what is in it.
 * Decides only where exactly one column qualifies; a name like `user id` is always asked.
 */
export function findColumn(input: FindColumnInput): FoundColumns {
  const { header, sample } = input;
  const width = header?.length ?? sample.reduce((most, record) => Math.max(most, record.length), 0);
  const candidates: ColumnCandidate[] = [];
  for (let column = 0; column < width; column++) {
    const candidate = judgeColumn(input, column, width);
    if (candidate) candidates.push(candidate);
  }
  candidates.sort((a, b) => b.confidence - a.confidence || a.column - b.column);
  const likely = candidates.filter((candidate) => candidate.confidence >= LIKELY);
  const decided =
    likely.length === 1 && likely[0].confidence >= SURE ? likely[0].column : undefined;
  return { candidates, ...(decided === undefined ? {} : { decided }) };
}

function judgeColumn(
  { header, sample, identifierType, looksLike }: FindColumnInput,
  column: number,
  width: number,
): ColumnCandidate | undefined {
  let filled = 0;
  let alike = 0;
  let addresses = 0;
  for (const record of sample) {
    const value = record[column]?.trim();
    if (!value) continue;
    filled++;
    if (looksLike(value)) alike++;
    if (value.includes('@')) addresses++;
  }
  const share = filled === 0 ? 0 : alike / filled;
  const name = header?.[column];
  const named = name === undefined ? ({ match: 'none' } as const) : matchName(name);
  const opaque = OPAQUE.has(identifierType);
  const candidate = (confidence: number, reason: string): ColumnCandidate => ({
    column,
    ...(name === undefined ? {} : { name }),
    confidence,
    share,
    reason,
  });

  if (named.match === 'ambiguous') {
    if (share < 0.5) return undefined;
    // An address under `id` is an address; hex digits under `user id` can be a hash of anything, or
    // a key of the shop's own.
    if (!opaque && addresses >= filled * 0.5)
      return candidate(0.8, t('The values look like it, the name could mean several things'));
    return candidate(0.6, t('The name could mean several things'));
  }
  const fits = (named.match === 'exact' || named.match === 'word') && named.kind === identifierType;
  if (fits) {
    if (filled === 0)
      return candidate(
        named.match === 'exact' ? SURE : LIKELY,
        t('The name fits, the first rows are empty'),
      );
    if (share >= 0.5)
      return candidate(named.match === 'exact' ? 0.95 : 0.85, t('Name and values fit'));
    // Bad values under a good name are what the check is for, unless another column is better.
    return candidate(0.45, t('The name fits, most values do not'));
  }
  if (share < 0.5) return undefined;
  if (width === 1 && named.match === 'none') return candidate(0.9, t('The only column'));
  if (opaque) return undefined;
  if (share >= 0.8)
    return candidate(
      named.match === 'none' || named.match === 'other' ? 0.75 : 0.65,
      t('The values look like it'),
    );
  return candidate(0.4, t('Some values look like it'));
}

/**
 * The number of the column that a user named: a header's name (exact, else in any case), or a
 * 0-based number. Throws CsvError `no-column` or `ambiguous-column`. The message lists the header's
 * names only if none of them could be somebody's identifier: of a file without a header the first
 * row would be told.
 */
export function resolveColumn(
  header: string[] | undefined,
  wanted: string | number,
  columns: number,
): number {
  if (typeof wanted === 'number') {
    if (Number.isInteger(wanted) && wanted >= 0 && wanted < columns) return wanted;
    if (columns === 1)
      throw new CsvError(
        'no-column',
        t('The file has no column number {0}. Its only column has the number 0.', number(wanted)),
      );
    throw new CsvError(
      'no-column',
      t(
        'The file has no column number {0}. Give a number from 0 to {1}.',
        number(wanted),
        number(columns - 1),
      ),
    );
  }
  if (!header)
    throw new CsvError(
      'no-column',
      t(
        'The file has no header, so it has no column {0}. Give the column’s number, counted from 0.',
        argumentWords(wanted),
      ),
    );
  const tidy = (name: string): string => name.replace(/^\ufeff/, '').trim();
  for (const same of [
    (name: string) => name === wanted,
    (name: string) => tidy(name) === tidy(wanted),
    (name: string) => tidy(name).toLowerCase() === tidy(wanted).toLowerCase(),
  ]) {
    const found = header.flatMap((name, column) => (same(name) ? [column] : []));
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      throw new CsvError(
        'ambiguous-column',
        t(
          '{0} columns have the name {1}. Give the number of the one you mean, counted from 0: {2}.',
          number(found.length),
          argumentWords(wanted),
          anyOf(found.map(number)),
        ),
      );
    }
  }
  if (header.some(couldBeData))
    throw new CsvError(
      'no-column',
      t('The file has no column {0}. Give its number, counted from 0.', argumentWords(wanted)),
    );
  const names = header.slice(0, 20).join(', ') + (header.length > 20 ? ', …' : '');
  throw new CsvError(
    'no-column',
    t('The file has no column {0}. Give one of these: {1}.', argumentWords(wanted), names),
  );
}

/**
 * A column for a message: by its name where that could not be somebody's identifier, and its number
 * counted from 0.
 */
export function columnWords(header: string[] | undefined, column: number): string {
  const name = header?.[column]?.trim();
  return name && !couldBeData(name)
    ? t('“{0}” (column {1})', name, number(column))
    : t('column {0}', number(column));
}

/**
 * Whether the first record names the columns. Says no when a cell of it is an address, a hash or a
 * mobile id, yes when a cell is a name that people use and nothing speaks for a row, and otherwise
 * compares its cells with those below: only a name stands above what is plainly no name. Where both
 * may be, it says no: a name that is sent matches nobody, and a row that is taken for names is
 * lost.
 */
export function looksLikeHeader(first: string[], rest: string[][]): boolean {
  const sample = rest.slice(0, 100);
  const cells = first.map((cell, column) => {
    const value = cell.trim();
    const below = sample
      .map((record) => record[column]?.trim() ?? '')
      .filter((other) => other !== '');
    return { value, below, named: matchName(value).match !== 'none' && !below.includes(value) };
  });
  if (cells.every(({ value }) => value === '')) return false;
  if (cells.some(({ value }) => isIdentifier(value))) return false;
  const named = cells.filter((cell) => cell.named);
  const others = cells.filter((cell) => !cell.named);
  if (named.some(isAboveValues)) return true;
  if (others.some((cell) => isNextCode(cell) || isPlaceholder(cell.value))) return false;
  if (named.some(({ value, below }) => below.length > 0 && shareAlike(below, shape, value) < 0.5))
    return true;
  // `mobile` and `email` are values as well, of a column of channels, say: over other words they
  // name nothing beside a value.
  if (named.length > 0) return !others.some(isValue);
  // A value that comes again below is a value.
  if (
    cells.some(
      ({ value, below }) => isNumber(value) || value.length > LONGEST_NAME || below.includes(value),
    )
  )
    return false;
  // Alone it is sooner a file without rows than one row.
  return (
    cells.some(isAboveValues) ||
    (rest.length === 0 && !cells.some(({ value }) => couldBeData(value)))
  );
}

/** Whether a record that was taken for a row may name the columns all the same. */
export function couldBeNames(record: readonly string[]): boolean {
  const cells = record.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return (
    cells.length > 0 &&
    !cells.some((cell) => DIGIT.test(cell) || isIdentifier(cell) || isPlaceholder(cell))
  );
}

interface Cell {
  value: string;
  /** Those below it that are not empty. */
  below: readonly string[];
}

/**
 * Whether a cell stands over what it is plainly not: over identifiers, with letters over digits, or
 * over codes of one length, which it has not.
 */
function isAboveValues({ value, below }: Cell): boolean {
  if (value === '' || below.length === 0) return false;
  const hasDigit = DIGIT.test(value);
  const isNumeric = (other: string): boolean =>
    hasDigit
      ? isNumber(other) && !isMostlyDigits(value)
      : isMostlyDigits(other) && other.length <= LONGEST_NAME && ONE_NUMBER.test(other);
  if (below.filter((other) => isIdentifier(other) || isNumeric(other)).length >= below.length / 2)
    return true;
  const [{ length }] = below;
  return (
    !hasDigit &&
    value.length !== length &&
    below.length >= ENOUGH &&
    below.every((other) => other.length === length) &&
    below.filter((other) => DIGIT.test(other)).length >= below.length / 2
  );
}

/**
 * Whether a cell goes on below: a number over numbers of as many digits, a code over codes made
 * alike or as long.
 */
function isNextCode({ value, below }: Cell): boolean {
  if (!DIGIT.test(value) || below.length === 0) return false;
  const lengthOfCode = (other: string): string =>
    DIGIT.test(other) ? String(other.length) : other;
  return (isNumber(value) ? [digitwise] : [mold, lengthOfCode]).some(
    (respect) => shareAlike(below, respect, value) >= 0.5,
  );
}

/**
 * Whether a cell that does not go on below is a value all the same: a number over other numbers, or
 * what may be data over nothing.
 */
function isValue({ value, below }: Cell): boolean {
  return below.length === 0
    ? isNumber(value) || couldBeData(value)
    : isNumber(value) && shareAlike(below, shape, value) >= 0.5;
}

/** The share of values that are in one respect as the cell is. */
function shareAlike(
  values: readonly string[],
  respect: (value: string) => string,
  cell: string,
): number {
  return values.filter((value) => respect(value) === respect(cell)).length / values.length;
}

/** `C-1001` and `D-20` are made alike. */
function mold(value: string): string {
  return value
    .replace(/\d+/g, '0')
    .replace(/\p{Lu}/gu, 'A')
    .replace(/\p{Ll}/gu, 'a');
}

function digitwise(value: string): string {
  return value.replace(/\d/g, '0');
}

const DIGIT = /\d/;
/** UTF-16 units. */
const LONGEST_NAME = 64;
/** So many values are not of one length by chance. */
const ENOUGH = 5;
/** `C-1001`, `2024-01-31`; in ids made of letters and digits at random these stand mixed. */
const ONE_NUMBER = /^\D*\d[\d.,:/ -]*\D*$/;

function isMostlyDigits(value: string): boolean {
  return (value.match(/\d/g)?.length ?? 0) * 2 >= value.length;
}

function isNumber(cell: string): boolean {
  return /^[-+]?[\d.,:/ -]*\d$/.test(cell);
}

type Shape = 'identifier' | 'number' | 'code' | 'word' | 'text';

function shape(value: string): Shape {
  if (isIdentifier(value)) return 'identifier';
  if (/^[-+]?[\d.,:/ -]+$/.test(value)) return 'number';
  if (DIGIT.test(value)) return 'code';
  return /\s/.test(value) ? 'text' : 'word';
}

/** A header's names as they may be kept and shown: empty where one may be somebody's value. */
export function namesToKeep(header: readonly string[]): string[] {
  return header.map((name) => (couldBeData(name) ? '' : name));
}

/**
 * Wider than `isIdentifier`: whether a text that stands for a column's name may be somebody's
 * value, and is not to be shown.
 */
export function couldBeData(cell: string): boolean {
  const value = cell.trim();
  if (value === '' || matchName(value).match === 'exact') return false;
  const digits = value.replace(/sha[-_ ]?256/gi, '').match(/\d/g)?.length ?? 0;
  return value.includes('@') || value.length > LONGEST_NAME || digits >= 3 || isIdentifier(value);
}
