import { t } from '@vscode/l10n';
import { HASHES, type Hash } from '../../identifiers/types';
import { OPERATIONS, type Operation } from '../../upload/types';
import { Arguments, type Confirm } from '../arguments';

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
  confirm?: Confirm;
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

/** Checks each value, and refuses unknown keys. Throws `Failure` 'bad-argument'. */
export function requestFrom(
  raw: Readonly<Record<string, unknown>>,
  operation = 'uploadCsv',
  extra: readonly string[] = [],
): UploadRequest {
  const args = new Arguments(raw, operation);
  args.refuseOthers([...REQUEST_KEYS, ...extra]);
  const request: UploadRequest = {
    segmentId: args.optionalId('segmentId'),
    accountId: args.optionalId('accountId'),
    operation: args.optionalOneOf('operation', OPERATIONS),
    hash: args.optionalOneOf('hash', HASHES),
    forms: args.optionalOneOf('forms', ['given', 'all']),
    maxRefused: args.optionalRatio('maxRefused'),
    minKept: args.optionalRatio('minKept'),
    column: args.optionalColumn('column'),
    header: args.optionalFlag('header'),
    confirm: args.confirm(false),
  };
  if (request.forms === 'all' && (request.operation ?? 'remove') !== 'remove')
    throw args.bad(t('“forms” is for a removal: “all” goes with the operation “remove” only.'));
  return request;
}
