import { t } from '@vscode/l10n';
import { badArgument, type Failure } from '../../common/failure';
import { HASHES, type Hash } from '../../identifiers/types';
import { OPERATIONS, type Operation } from '../../upload/types';

/** The arguments of `criteoAudiences.uploadCsv`, as far as they were given. */
export interface UploadRequest {
  segmentId?: string;
  operation?: Operation;
  /** A header's name, or a 0-based number. */
  column?: string | number;
  /** Whether the first row names the columns. Found by content if left out. */
  header?: boolean;
  hash?: Hash;
  forms?: 'given' | 'all';
  /**
   * False skips every question; the account's id does so for a protected account too. Guards stay.
   */
  confirm?: false | string;
  /** Ratios 0–1. */
  maxRefused?: number;
  minKept?: number;
  accountId?: string;
}

export const REQUEST_KEYS = [
  'segmentId',
  'operation',
  'column',
  'header',
  'hash',
  'forms',
  'confirm',
  'maxRefused',
  'minKept',
  'accountId',
];

type Raw = Readonly<Record<string, unknown>>;

/**
 * Checks each value; an unknown key is a mistake of the caller's and refused. Throws `Failure`
 * 'bad-argument'.
 */
export function requestFrom(
  raw: Raw,
  operation = 'uploadCsv',
  extra: readonly string[] = [],
): UploadRequest {
  const unknown = Object.keys(raw).find(
    (key) => !REQUEST_KEYS.includes(key) && !extra.includes(key),
  );
  if (unknown !== undefined)
    throw bad(operation, t('It does not know the argument "{0}".', unknown));
  const request: UploadRequest = {
    segmentId: id(raw, 'segmentId', operation),
    accountId: id(raw, 'accountId', operation),
    operation: oneOf(raw, 'operation', OPERATIONS, operation),
    hash: oneOf(raw, 'hash', HASHES, operation),
    forms: oneOf(raw, 'forms', ['given', 'all'] as const, operation),
    maxRefused: ratio(raw, 'maxRefused', operation),
    minKept: ratio(raw, 'minKept', operation),
    column: column(raw, operation),
    header: flag(raw, 'header', operation),
    confirm: confirm(raw, operation),
  };
  if (
    request.forms === 'all' &&
    request.operation !== undefined &&
    request.operation !== 'remove'
  ) {
    throw bad(
      operation,
      t('"forms" is for a removal: "all" goes with the operation "remove" only.'),
    );
  }
  return request;
}

function id(raw: Raw, key: string, operation: string): string | undefined {
  const value = raw[key];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
  throw bad(
    operation,
    t('"{0}" must be an id: digits, as text (ids are too large for a number).', key),
    value,
  );
}

function oneOf<T extends string>(
  raw: Raw,
  key: string,
  values: readonly T[],
  operation: string,
): T | undefined {
  const value = raw[key];
  if (value === undefined) return undefined;
  const found = values.find((one) => one === value);
  if (found === undefined)
    throw bad(
      operation,
      t('"{0}" must be one of {1}.', key, values.map((one) => `"${one}"`).join(', ')),
      value,
    );
  return found;
}

function ratio(raw: Raw, key: string, operation: string): number | undefined {
  const value = raw[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw bad(operation, t('"{0}" must be a number from 0 to 1.', key), value);
}

function flag(raw: Raw, key: string, operation: string): boolean | undefined {
  const value = raw[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw bad(operation, t('"{0}" must be true or false.', key), value);
}

function column(raw: Raw, operation: string): string | number | undefined {
  const value = raw.column;
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw bad(operation, t('"column" must be a name of the header, or a number from 0.'), value);
}

function confirm(raw: Raw, operation: string): false | string | undefined {
  const value = raw.confirm;
  if (value === undefined || value === false) return value;
  if (typeof value === 'string' && /^\d+$/.test(value)) return value;
  throw bad(operation, t('"confirm" must be false, or the account\'s id as text.'), value);
}

function bad(operation: string, what: string, given?: unknown): Failure {
  return badArgument(operation, t('{0} cannot start. {1}', operation, what), given);
}
