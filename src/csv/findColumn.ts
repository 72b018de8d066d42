import { t } from '@vscode/l10n';
import { anyOf, count } from '../common/format';
import { argumentText } from '../common/messageText';
import { compact } from '../common/records';
import { looksLike } from '../identifiers/guessType';
import { IDENTIFIER_TYPES, type IdentifierType } from '../identifiers/identifierTypes';
import { matchName } from './columnNames';
import { CsvError } from './csvError';
import { couldBeData } from './header';

interface FindColumnInput {
  /** The column names as in the file. Undefined without a header. */
  header?: string[];
  /** Up to 1,000 records, without the header. */
  sample: string[][];
  /** The segment's identifier type. For an unknown one, only the content counts. */
  identifierType: string;
  /** Whether a value looks like that type. Called with trimmed values that aren't empty. */
  looksLike: (value: string) => boolean;
}

export interface ColumnCandidate {
  column: number;
  name?: string;
  /** 0–1. From 0.5 on, the user may mean this column. */
  confidence: number;
  /** Ratio (0–1) of the non-blank values in the sample that look like the type. */
  share: number;
  /** The explanation in the picker. */
  reason: string;
}

interface ColumnMatches {
  /** Best first, without columns that clearly don't qualify. */
  candidates: ColumnCandidate[];
  /** The column, or undefined if the user has to choose. */
  match?: number;
}

/** Types that accept nearly any value, so that only the column name is evidence. */
const OPAQUE: ReadonlySet<string> = new Set(['IdentityLink', 'CustomerId', 'UserIdentifier']);
/** The confidence from which a column is used without asking. */
const SURE = 0.7;
const LIKELY = 0.5;

/**
 * Finds the identifier column by its name and its values. There is a match only if exactly one
 * column qualifies; for a name such as `user id` the user always chooses.
 */
export function findColumn(input: FindColumnInput): ColumnMatches {
  const { header, sample } = input;
  const width = header?.length ?? sample.reduce((most, record) => Math.max(most, record.length), 0);
  const candidates: ColumnCandidate[] = [];
  for (let column = 0; column < width; column++) {
    const candidate = rateColumn(input, column, width);
    if (candidate) candidates.push(candidate);
  }
  candidates.sort((a, b) => b.confidence - a.confidence || a.column - b.column);
  const likely = candidates.filter((candidate) => candidate.confidence >= LIKELY);
  const match = likely.length === 1 && likely[0].confidence >= SURE ? likely[0].column : undefined;
  return compact({ candidates, match });
}

/** `findColumn` for a known type. */
export function findColumnOfType(
  type: IdentifierType,
  { header, sample }: Pick<FindColumnInput, 'header' | 'sample'>,
): ColumnMatches {
  return findColumn({
    header,
    sample,
    identifierType: type,
    looksLike: (value) => looksLike(type, value),
  });
}

/** All types, best match first. `fits`: a column clearly contains identifiers of the type. */
export function rankTypes(
  file: Pick<FindColumnInput, 'header' | 'sample'>,
): { type: IdentifierType; fits: boolean }[] {
  return IDENTIFIER_TYPES.map((type) => ({
    type,
    confidence: findColumnOfType(type, file).candidates[0]?.confidence ?? 0,
  }))
    .sort((a, b) => b.confidence - a.confidence)
    .map(({ type, confidence }) => ({ type, fits: confidence >= SURE }));
}

/** What a column seems to contain. */
export interface ColumnContent {
  /** Ratio (0–1) of the records that have a value in the column. */
  filled: number;
  /** Likely types, best first. `fits`: the ratio (0–1) of the values that look like the type. */
  types: { type: IdentifierType; fits: number }[];
}

/** On a tie, the type that says more: a mobile ID could be a customer ID, too. */
const DISTINCTIVE_FIRST: readonly IdentifierType[] = [
  'Email',
  'IdentityLink',
  'UserIdentifier',
  'PhoneNumber',
  'CustomerId',
];

/**
 * What each of `width` columns seems to contain, by the same evidence as `findColumn`, and the
 * column that it finds for each type.
 */
export function recognizeColumns(
  { header, sample }: Pick<FindColumnInput, 'header' | 'sample'>,
  width: number,
): { columns: ColumnContent[]; matches: ReadonlyMap<IdentifierType, number> } {
  const matches = new Map<IdentifierType, number>();
  const likely = DISTINCTIVE_FIRST.flatMap((type) => {
    const { candidates, match } = findColumnOfType(type, { header, sample });
    if (match !== undefined) matches.set(type, match);
    const least = OPAQUE.has(type) ? SURE : LIKELY;
    return candidates.flatMap(({ column, confidence, share }) =>
      confidence >= least ? { column, type, confidence, fits: share } : [],
    );
  }).sort((a, b) => b.confidence - a.confidence);
  const columns = Array.from({ length: width }, (_, column) => ({
    filled:
      sample.length === 0
        ? 0
        : sample.filter((record) => record[column]?.trim()).length / sample.length,
    types: likely
      .filter((candidate) => candidate.column === column)
      .map(({ type, fits }) => ({ type, fits })),
  }));
  return { columns, matches };
}

function rateColumn(
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
  const candidate = (confidence: number, reason: string): ColumnCandidate =>
    compact({ column, name, confidence, share, reason });

  if (named.match === 'ambiguous') {
    if (share < 0.5) return undefined;
    // Addresses are certain even under `id`, but hex digits under `user id` may be the hash of
    // anything, or an internal key.
    if (!opaque && addresses >= filled * 0.5)
      return candidate(0.8, t('The values fit, but the name is ambiguous'));
    return candidate(0.6, t('The name is ambiguous'));
  }
  const fits = (named.match === 'exact' || named.match === 'word') && named.type === identifierType;
  if (fits) {
    if (filled === 0)
      return candidate(
        named.match === 'exact' ? SURE : LIKELY,
        t('The name fits, but the first rows are empty'),
      );
    if (share >= 0.5)
      return candidate(named.match === 'exact' ? 0.95 : 0.85, t('Name and values fit'));
    // Reporting invalid values is the purpose of the check, unless another column fits better.
    return candidate(0.45, t('The name fits, but most values don’t'));
  }
  if (share < 0.5) return undefined;
  if (width === 1 && named.match === 'none') return candidate(0.9, t('The only column'));
  if (opaque) return undefined;
  if (share >= 0.8)
    return candidate(
      named.match === 'none' || named.match === 'other' ? 0.75 : 0.65,
      t('The values fit'),
    );
  return candidate(0.4, t('Some values fit'));
}

/**
 * The 0-based number of a column given by its name (exact, else trimmed, else in any case) or its
 * number. Throws CsvError `no-column` or `ambiguous-column`. The message lists the column names
 * only if none could be an identifier, because the header may be a row by mistake.
 */
export function resolveColumn(
  header: string[] | undefined,
  nameOrNumber: string | number,
  columns: number,
): number {
  const missing = (message: string): CsvError => new CsvError('no-column', message);
  if (typeof nameOrNumber === 'number') {
    if (Number.isInteger(nameOrNumber) && nameOrNumber >= 0 && nameOrNumber < columns)
      return nameOrNumber;
    const number = count(nameOrNumber);
    throw missing(
      columns === 1
        ? t('The file has no column number {0}. Its only column is number 0.', number)
        : t(
            'The file has no column number {0}. Use a number from 0 to {1}.',
            number,
            count(columns - 1),
          ),
    );
  }
  const wanted = argumentText(nameOrNumber);
  if (!header)
    throw missing(
      t(
        'The file has no header, so it has no column {0}. Use the column’s number, counted from 0.',
        wanted,
      ),
    );
  const trimmed = (name: string): string => name.replace(/^\ufeff/, '').trim();
  for (const same of [
    (name: string) => name === nameOrNumber,
    (name: string) => trimmed(name) === trimmed(nameOrNumber),
    (name: string) => trimmed(name).toLowerCase() === trimmed(nameOrNumber).toLowerCase(),
  ]) {
    const matches = header.flatMap((name, column) => (same(name) ? [column] : []));
    if (matches.length === 1) return matches[0];
    if (matches.length > 1)
      throw new CsvError(
        'ambiguous-column',
        t(
          '{0} columns are named {1}. Use the number of the one you mean, counted from 0: {2}.',
          count(matches.length),
          wanted,
          anyOf(matches.map(count)),
        ),
      );
  }
  if (header.some(couldBeData))
    throw missing(t('The file has no column {0}. Use its number, counted from 0.', wanted));
  const names = header.slice(0, 20).join(', ') + (header.length > 20 ? ', …' : '');
  throw missing(t('The file has no column {0}. Use one of these: {1}.', wanted, names));
}

/** A column in messages: its name, unless that could be an identifier, and its 0-based number. */
export function columnLabel(header: string[] | undefined, column: number): string {
  const name = header?.[column]?.trim();
  return name && !couldBeData(name)
    ? t('“{0}” (column {1})', name, count(column))
    : t('column {0}', count(column));
}
