import { t } from '@vscode/l10n';
import { argumentText } from '../../../common/messageText';
import { ENCODINGS, type Dialect } from '../../../csv/csvTypes';
import { DELIMITERS } from '../../../csv/delimiter';
import { HASHES } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import { normalizePattern } from './filePattern';
import { KEPT_OPERATIONS, type Pairing } from './pairing';

/** Pairings of a setting or a file, and what is wrong with the others. */
export interface SharedPairings {
  readonly valid: readonly Pairing[];
  readonly invalid: readonly { readonly pattern: string; readonly reason: string }[];
}

/** IDs are int64 as strings. */
const ID = /^\d{1,20}$/;
const LONGEST_NAME = 300;

const oneOf =
  <T>(known: readonly T[]) =>
  (value: unknown): boolean =>
    known.some((one) => one === value);
const isName = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
const isColumn = (value: unknown): boolean =>
  isName(value) || (typeof value === 'number' && Number.isInteger(value) && value >= 0);

/** Each key of an entry, as in the arguments of `uploadCsv`; `segment` is the name, for people. */
const KEYS: Readonly<Record<string, (value: unknown) => boolean>> = {
  accountId: isId,
  segmentId: isId,
  segment: isName,
  operation: oneOf(KEPT_OPERATIONS),
  column: isColumn,
  columns: (value) => Array.isArray(value) && value.length > 0 && value.every(isColumn),
  header: (value) => typeof value === 'boolean',
  delimiter: oneOf(DELIMITERS),
  encoding: oneOf(ENCODINGS),
  hash: oneOf(HASHES),
  formats: oneOf(FORMS),
};

/** One entry, as it is written to the settings. */
export type SharedEntry = Readonly<Record<string, unknown>>;

/**
 * Reads `{ "week-*-crm.csv": { "accountId": "…", "segmentId": "…", … } }`, which may be anything.
 * An entry with a mistake is left out: half of it might send people elsewhere. So are entries whose
 * patterns mean the same.
 */
export function parseSharedPairings(value: unknown): SharedPairings {
  const valid: Pairing[] = [];
  const invalid: { pattern: string; reason: string }[] = [];
  if (!isRecord(value)) return { valid, invalid };
  const keys = Object.keys(value);
  for (const [key, entry] of Object.entries(value)) {
    const reason = mistakeIn(key, entry) ?? sameAs(key, keys);
    if (reason === undefined) valid.push(pairingOf(key, entry as Record<string, unknown>));
    else invalid.push({ pattern: key, reason });
  }
  return { valid, invalid };
}

/** A pairing as an entry. Contains no identifiers. */
export function sharedEntryOf({
  accountId,
  segmentId,
  segment,
  operation,
  columns = [],
  dialect = {},
  hash,
  formats,
}: Pairing): SharedEntry {
  const { header, delimiter, encoding } = dialect;
  const [column, ...others] = columns;
  const entry = {
    accountId,
    segmentId,
    segment,
    operation,
    ...(others.length > 0 ? { columns } : { column }),
    header,
    delimiter,
    encoding,
    // What goes without saying isn't written.
    hash: hash === 'none' ? undefined : hash,
    formats,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && ID.test(value);
}

function mistakeIn(pattern: string, entry: unknown): string | undefined {
  if (normalizePattern(pattern).replace(/[*.]/g, '') === '')
    return t('A pattern is the name of a file, with * for digits.');
  if (!isRecord(entry)) return t('It must be an object.');
  const missing = ['accountId', 'segmentId'].find((key) => entry[key] === undefined);
  if (missing !== undefined) return t('“{0}” is missing.', missing);
  const unknown = Object.keys(entry).find((key) => !Object.hasOwn(KEYS, key));
  if (unknown !== undefined) return t('“{0}” isn’t known.', unknown.slice(0, 60));
  const wrong = Object.keys(entry).find((key) => !KEYS[key](entry[key]));
  if (wrong === 'operation' && entry.operation === 'replace')
    return t('“{0}” can’t be “{1}”: a Replace is chosen each time.', 'operation', 'replace');
  if (wrong !== undefined) return t('“{0}” isn’t valid.', wrong);
  if (entry.column !== undefined && entry.columns !== undefined)
    return t('It has both “{0}” and “{1}”.', 'column', 'columns');
  const { formats = 'given', operation = 'remove' } = entry;
  if (formats !== 'given' && operation !== 'remove')
    return t('“{0}” can be “{1}” only with the operation “remove”.', 'formats', String(formats));
  return undefined;
}

function sameAs(pattern: string, keys: readonly string[]): string | undefined {
  const same = keys.find(
    (key) => key !== pattern && normalizePattern(key) === normalizePattern(pattern),
  );
  return same === undefined ? undefined : t('{0} is the same pattern.', argumentText(same));
}

function pairingOf(pattern: string, entry: Record<string, unknown>): Pairing {
  const { accountId, segmentId, segment, operation, hash, formats, ...rest } = entry;
  const { column, columns, header, delimiter, encoding } = rest;
  const dialect = Object.fromEntries(
    Object.entries({ header, delimiter, encoding }).filter(([, value]) => value !== undefined),
  ) as Partial<Dialect>;
  return {
    pattern: normalizePattern(pattern),
    accountId,
    segmentId,
    ...(segment !== undefined && { segment }),
    ...(operation !== undefined && { operation }),
    ...(hash !== undefined && { hash }),
    ...(formats !== undefined && { formats }),
    ...(column !== undefined && { columns: [column] }),
    ...(columns !== undefined && { columns }),
    ...(Object.keys(dialect).length > 0 && { dialect }),
  } as Pairing;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
