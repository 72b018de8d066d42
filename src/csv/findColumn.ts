import { t } from '@vscode/l10n';
import { anyOf, count } from '../common/format';
import { argumentText } from '../common/messageText';
import { looksLike } from '../identifiers/guessType';
import { IDENTIFIER_TYPES, type IdentifierType } from '../identifiers/identifierTypes';
import { matchName } from './columnNames';
import { CsvError } from './csvError';
import { couldBeData } from './header';

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

export interface ColumnMatches {
  /** Best first; only those worth offering at the top of the picker. */
  candidates: ColumnCandidate[];
  /** The column, or undefined where the user has to be asked. */
  match?: number;
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
  const decided =
    likely.length === 1 && likely[0].confidence >= SURE ? likely[0].column : undefined;
  return { candidates, ...(decided === undefined ? {} : { match: decided }) };
}

/** The same for a type that is known here. */
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

/** All types, those first that a column of the file fits best; `fits`: where that is plain. */
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
    // Bad values under a good name are what the check is for, unless another column is better.
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
        t('The file has no column number {0}. Its only column is number 0.', count(wanted)),
      );
    throw new CsvError(
      'no-column',
      t(
        'The file has no column number {0}. Use a number from 0 to {1}.',
        count(wanted),
        count(columns - 1),
      ),
    );
  }
  if (!header)
    throw new CsvError(
      'no-column',
      t(
        'The file has no header, so it has no column {0}. Use the column’s number, counted from 0.',
        argumentText(wanted),
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
          '{0} columns are named {1}. Use the number of the one you mean, counted from 0: {2}.',
          count(found.length),
          argumentText(wanted),
          anyOf(found.map(count)),
        ),
      );
    }
  }
  if (header.some(couldBeData))
    throw new CsvError(
      'no-column',
      t('The file has no column {0}. Use its number, counted from 0.', argumentText(wanted)),
    );
  const names = header.slice(0, 20).join(', ') + (header.length > 20 ? ', …' : '');
  throw new CsvError(
    'no-column',
    t('The file has no column {0}. Use one of these: {1}.', argumentText(wanted), names),
  );
}

/**
 * A column for a message: by its name where that could not be somebody's identifier, and its number
 * counted from 0.
 */
export function columnLabel(header: string[] | undefined, column: number): string {
  const name = header?.[column]?.trim();
  return name && !couldBeData(name)
    ? t('“{0}” (column {1})', name, count(column))
    : t('column {0}', count(column));
}
