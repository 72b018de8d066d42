import { t } from '@vscode/l10n';
import { anyOf, count } from '../../common/format';
import { isTyped, optionValue } from '../../common/optionNames';
import { present } from '../../common/records';
import { matchName } from '../../csv/columnNames';
import type { Detected } from '../../csv/detect';
import { columnLabel, findColumnOfType, resolveColumn } from '../../csv/findColumn';
import { guessType, mismatch } from '../../identifiers/guessType';
import { checkHash } from '../../identifiers/hashCheck';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import {
  IDENTIFIER_TYPES,
  knownType,
  type IdentifierType,
} from '../../identifiers/identifierTypes';
import { validate } from '../../identifiers/validate';
import { UploadError } from '../uploadError';

/**
 * The type of a segment, given in the segment's own spelling. Throws `wrong-type` if it isn't
 * supported.
 */
export function supportedTypeOf(identifierType: string): IdentifierType {
  const type = knownType(identifierType);
  if (type === undefined) {
    throw new UploadError(
      'wrong-type',
      t(
        'The segment accepts identifiers of type “{0}”, which can’t be checked here and so aren’t sent. Choose another segment.',
        identifierType,
      ),
    );
  }
  return type;
}

/**
 * Types whose rules reject values of other types. The only column of a file can be used for them,
 * as invalid rows show if it is the wrong one.
 */
const STRICT_TYPES: ReadonlySet<IdentifierType> = new Set(['Email', 'PhoneNumber']);

/**
 * The columns to read, in ascending order: those that were specified, otherwise the only one that
 * qualifies by header and content. Throws `no-column` and `ambiguous-column`, `wrong-type` if a
 * column clearly contains another type, and `bad-argument` if the identifiers of a row don't fit into
 * a request of `chunkSize` identifiers.
 */
export function chooseColumns(
  detected: Detected,
  type: IdentifierType,
  specified: readonly (string | number)[],
  chunkSize: number,
): number[] {
  const { header, columns } = detected;
  const chosen =
    specified.length === 0
      ? [detectColumn(detected, type)]
      : [...new Set(specified.map((one) => resolveColumn(header, one, columns)))];
  for (const column of chosen) requireType(detected, type, column);
  if (chosen.length > chunkSize)
    throw new UploadError(
      'bad-argument',
      t(
        'The identifiers of a row are sent in one request: with {0} columns, the chunk size must be at least {0}. Given: {1}.',
        count(chosen.length),
        count(chunkSize),
      ),
    );
  return chosen.sort((a, b) => a - b);
}

function requireType({ header, sample }: Detected, type: IdentifierType, column: number): void {
  const values = sample.map((record) => record[column] ?? '');
  const other = mismatch(type, values);
  if (other !== undefined) {
    throw wrongType(
      t(
        'The identifiers in {0} are of type {1}, but type {2} is expected. Choose another column, or a segment that accepts {1}.',
        columnLabel(header, column),
        identifierTypeLabel(other),
        identifierTypeLabel(type),
      ),
      other,
    );
  }
}

/** How to name all of several columns. */
function severalText(columns: readonly number[]): string | undefined {
  if (columns.length < 2) return undefined;
  const option = isTyped('column')
    ? columns.map((column) => optionValue('column', String(column))).join(' ')
    : `columns: [${columns.join(', ')}]`;
  return columns.length === 2
    ? t('To send both: {0}.', option)
    : t('To send all of them: {0}.', option);
}

function detectColumn({ header, sample, columns }: Detected, type: IdentifierType): number {
  const { match: best, candidates } = findColumnOfType(type, { header, sample });
  if (best !== undefined) return best;
  if (columns === 1 && STRICT_TYPES.has(type)) return 0;
  if (candidates.length > 0) {
    throw new UploadError(
      'ambiguous-column',
      present([
        t(
          'The identifiers may be in {0}, but this isn’t certain. Specify the column by name, or by number counted from 0.',
          anyOf(candidates.map(({ column }) => columnLabel(header, column))),
        ),
        severalText(candidates.map(({ column }) => column)),
      ]).join(' '),
    );
  }
  const other = IDENTIFIER_TYPES.find(
    (candidate) =>
      candidate !== type && findColumnOfType(candidate, { header, sample }).match !== undefined,
  );
  if (other !== undefined)
    throw wrongType(
      t(
        'The file seems to contain identifiers of type {0}, but type {1} is expected. Choose a segment that accepts {0}, or another column.',
        identifierTypeLabel(other),
        identifierTypeLabel(type),
      ),
      other,
    );
  if (columns === 1)
    throw new UploadError(
      'no-column',
      t(
        'The only column doesn’t seem to contain identifiers of type {0}. If it does, specify its number, which is 0.',
        identifierTypeLabel(type),
      ),
    );
  throw new UploadError(
    'no-column',
    t(
      'No column seems to contain identifiers of type {0}. Specify the column by name, or by number counted from 0.',
      identifierTypeLabel(type),
    ),
  );
}

function wrongType(message: string, identifierType: IdentifierType): UploadError {
  return new UploadError('wrong-type', message, { identifierType });
}

/** The rules of warnings about the column as a whole, before its rows are read. */
export function columnWarnings(detected: Detected, type: IdentifierType, column: number): string[] {
  const fileWarnings = [
    detected.mixedEncodings ? 'mixed-encodings' : undefined,
    detected.headerDoubtful ? 'header-doubtful' : undefined,
  ];
  return [
    ...fileWarnings,
    nameWarning(detected, type, column),
    hashMistakeWarning(detected, type, column),
  ].filter((rule) => rule !== undefined);
}

/**
 * Warns about a name that is commonly used for another type, unless the values are clearly of this
 * one. Values can't show that for customer IDs, which may be anything.
 */
function nameWarning(
  { header, sample }: Detected,
  type: IdentifierType,
  column: number,
): string | undefined {
  const named = matchName(header?.[column] ?? '');
  if (!('type' in named) || named.type === type) return undefined;
  const isClearlyType =
    type !== 'CustomerId' && guessType(sample.map((record) => record[column] ?? '')) === type;
  return isClearlyType ? undefined : 'named-otherwise';
}

/**
 * Compares a column of hashes with the columns beside it: the rule of a hashing mistake, or that
 * the hashes can't be verified. Undefined if a plain column confirms them, or if there are no
 * hashes.
 */
function hashMistakeWarning(
  { sample, columns }: Detected,
  type: IdentifierType,
  column: number,
): string | undefined {
  if (type !== 'Email') return undefined;
  const hashes = sample.filter((record) => isHash(record[column] ?? '')).length;
  let warning: typeof OTHER_PEOPLE | undefined;
  for (let sibling = 0; sibling < columns; sibling++) {
    if (sibling === column) continue;
    const { compared, wrong, rule } = checkHash(
      sample.map((record) => ({ plain: record[sibling] ?? '', hash: record[column] ?? '' })),
    );
    if (compared === 0) continue;
    // Most mistakes only show with addresses that aren't normalized: a few are enough.
    if (rule !== undefined && rule !== OTHER_PEOPLE) return rule;
    if (wrong * 2 <= compared)
      return wrong >= compared * MAX_STRAY
        ? 'hashed-partly'
        : compared * 2 >= hashes
          ? undefined
          : UNVERIFIED;
    // Two address columns of one file usually belong to different people: the hashes may be of
    // another column.
    warning = OTHER_PEOPLE;
  }
  return warning ?? (hashes > 0 ? UNVERIFIED : undefined);
}

/** The hashes are of other people's addresses: not a mistake that can be named. */
const OTHER_PEOPLE = 'hashed-otherwise';
const UNVERIFIED = 'hash-unverified';
/** The share of mismatching hashes from which they aren't stray ones. */
const MAX_STRAY = 0.05;

function isHash(value: string): boolean {
  const verdict = validate('Email', value);
  return verdict.kind === 'valid' && verdict.format !== 'plain';
}
