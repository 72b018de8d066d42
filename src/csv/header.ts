import { looksLikeIdentifier } from '../common/messageText';
import { OutsideText } from '../common/outsideText';
import { isPlaceholder } from '../identifiers/normalize';
import { matchName } from './columnNames';

/**
 * Whether the first record is a header. It isn't if a cell is an address, a hash or a mobile id. It
 * is if a cell is a common column name and nothing suggests a row. Otherwise the cells are compared
 * with those below. If in doubt it's a row: sending a name does no harm, but a row read as a header
 * would be lost.
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
  if (others.some((cell) => continuesBelow(cell) || isPlaceholder(cell.value))) return false;
  if (named.some(({ value, below }) => below.length > 0 && ratioAlike(below, shape, value) < 0.5))
    return true;
  // `mobile` and `email` may also be values, for example of a channel column. Above other words they
  // aren't names if another cell is a value.
  if (named.length > 0) return !others.some(isValue);
  // A cell that is repeated below is a value.
  if (
    cells.some(
      ({ value, below }) => isNumber(value) || value.length > LONGEST_NAME || below.includes(value),
    )
  )
    return false;
  // A single record is more likely a header without rows than a row without a header.
  return (
    cells.some(isAboveValues) ||
    (rest.length === 0 && !cells.some(({ value }) => couldBeData(value)))
  );
}

/** Whether a record that is read as a row might be a header. */
export function couldBeNames(record: readonly string[]): boolean {
  const cells = record.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return (
    cells.length > 0 &&
    !cells.some((cell) => DIGIT.test(cell) || looksLikeIdentifier(cell) || isPlaceholder(cell))
  );
}

interface Cell {
  value: string;
  /** The values below it that aren't empty. */
  below: readonly string[];
}

/**
 * Whether a cell clearly differs from the values below: it's above identifiers, has letters above
 * numbers, or another length than the codes below, which all have the same.
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
    below.length >= MIN_VALUES &&
    below.every((other) => other.length === length) &&
    below.filter((other) => DIGIT.test(other)).length >= below.length / 2
  );
}

/**
 * Whether a cell continues below: a number above numbers with as many digits, or a code above codes
 * of the same pattern or length.
 */
function continuesBelow({ value, below }: Cell): boolean {
  if (!DIGIT.test(value) || below.length === 0) return false;
  const lengthOfCode = (other: string): string =>
    DIGIT.test(other) ? String(other.length) : other;
  return (isNumber(value) ? [digitwise] : [patternOf, lengthOfCode]).some(
    (property) => ratioAlike(below, property, value) >= 0.5,
  );
}

/** Whether a cell is a value: a number above other numbers, or possible data above nothing. */
function isValue({ value, below }: Cell): boolean {
  return below.length === 0
    ? isNumber(value) || couldBeData(value)
    : isNumber(value) && ratioAlike(below, shape, value) >= 0.5;
}

/** The ratio of values for which `property` is the same as for the cell. */
function ratioAlike(
  values: readonly string[],
  property: (value: string) => string,
  cell: string,
): number {
  return values.filter((value) => property(value) === property(cell)).length / values.length;
}

/** The same for codes of the same pattern, such as `C-1001` and `D-20`. */
function patternOf(value: string): string {
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
/** This many values don't have the same length by chance. */
const MIN_VALUES = 5;
/** `C-1001`, `2024-01-31`, but not random ids that mix letters and digits. */
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

/** A header with every name left empty that could be an identifier, for storing. */
export function namesToKeep(header: readonly string[]): string[] {
  return header.map((name) => (couldBeData(name) ? '' : name));
}

/**
 * Whether a column name could be an identifier and so must not be shown or stored. Broader than
 * `looksLikeIdentifier`.
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
 * A column name for display, or its 1-based number as `#2` if the name could be an identifier: the
 * first row of a file without a header may have been mistaken for one.
 */
export function headerName(name: string | undefined, column: number): OutsideText {
  return OutsideText.name(
    name === undefined || name.trim() === '' || name.length > 60 || couldBeData(name)
      ? `#${column + 1}`
      : name,
  );
}

/**
 * How to refer to a column: by name if that is unique and can't be an identifier, since numbers
 * change when columns are inserted. Otherwise by its 0-based number.
 */
export function columnName(header: readonly string[] | undefined, column: number): string | number {
  const name = header?.[column];
  const alike = header?.filter((one) => one === name).length;
  return name?.trim() && alike === 1 && !couldBeData(name) ? name : column;
}
