import { looksLikeIdentifier } from '../common/messageText';
import { OutsideText } from '../common/outsideText';
import { isPlaceholder } from '../identifiers/normalize';
import { matchName } from './columnNames';

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
  if (cells.some(({ value }) => looksLikeIdentifier(value))) return false;
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
    !cells.some((cell) => DIGIT.test(cell) || looksLikeIdentifier(cell) || isPlaceholder(cell))
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
  if (
    below.filter((other) => looksLikeIdentifier(other) || isNumeric(other)).length >=
    below.length / 2
  )
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
  if (looksLikeIdentifier(value)) return 'identifier';
  if (/^[-+]?[\d.,:/ -]+$/.test(value)) return 'number';
  if (DIGIT.test(value)) return 'code';
  return /\s/.test(value) ? 'text' : 'word';
}

/** A header's names as they may be kept and shown: empty where one may be somebody's value. */
export function namesToKeep(header: readonly string[]): string[] {
  return header.map((name) => (couldBeData(name) ? '' : name));
}

/**
 * Wider than `looksLikeIdentifier`: whether a text that stands for a column's name may be somebody's
 * value, and is not to be shown.
 */
export function couldBeData(cell: string): boolean {
  const value = cell.trim();
  if (value === '' || matchName(value).match === 'exact') return false;
  const digits = value.replace(/sha[-_ ]?256/gi, '').match(/\d/g)?.length ?? 0;
  return (
    value.includes('@') || value.length > LONGEST_NAME || digits >= 3 || looksLikeIdentifier(value)
  );
}

/**
 * A header's name if it can be shown: in a file without a header the first row may have been taken
 * for one, and then it holds somebody's identifier.
 */
export function headerName(name: string | undefined, column: number): OutsideText {
  return OutsideText.name(
    name === undefined || name.trim() === '' || name.length > 60 || couldBeData(name)
      ? `#${column + 1}`
      : name,
  );
}

/**
 * What names a column best: its header's name where only this one has it and it can be kept, so that
 * a column put before it does no harm; else its 0-based number.
 */
export function columnName(header: readonly string[] | undefined, column: number): string | number {
  const name = header?.[column];
  const alike = header?.filter((one) => one === name).length;
  return name?.trim() && alike === 1 && !couldBeData(name) ? name : column;
}
