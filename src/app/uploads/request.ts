import { t } from '@vscode/l10n';
import { HASHES, type Hash } from '../../identifiers/identifierTypes';
import { OPERATIONS, type Operation } from '../../upload/uploadTypes';
import type { Accounts } from '../accounts/account';
import { Arguments, type Confirm } from '../arguments';
import type { Choices } from './choices';

/** The validated arguments of `criteoAudiences.uploadCsv`. */
export interface UploadRequest {
  segmentId?: string;
  operation?: Operation;
  /** A column name, or a 0-based column number. */
  column?: string | number;
  /** Whether the first row has the column names; detected if omitted. */
  header?: boolean;
  hash?: Hash;
  forms?: 'given' | 'all';
  /**
   * False skips confirmation; the account ID does so for a protected account too. Safety checks
   * stay.
   */
  confirm?: Confirm;
  /** Ratios, 0–1. `maxRefused` is the old name of `maxInvalid`. */
  maxInvalid?: number;
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
  'maxInvalid',
  'maxRefused',
  'minKept',
  'accountId',
];

/** Validates all values, and rejects unknown keys. Throws `Failure` 'bad-argument'. */
export function requestFrom(
  raw: Readonly<Record<string, unknown>>,
  operation = 'uploadCsv',
  extra: readonly string[] = [],
  keys: readonly string[] = REQUEST_KEYS,
): UploadRequest {
  const args = new Arguments(raw, operation);
  args.rejectUnknownKeys([...keys, ...extra]);
  const request: UploadRequest = {
    segmentId: args.optionalId('segmentId'),
    accountId: args.optionalId('accountId'),
    operation: args.optionalOneOf('operation', OPERATIONS),
    hash: args.optionalOneOf('hash', HASHES),
    forms: args.optionalOneOf('forms', ['given', 'all']),
    maxInvalid: maxInvalidOf(args),
    minKept: args.optionalRatio('minKept'),
    column: args.optionalColumn('column'),
    header: args.optionalFlag('header'),
    confirm: args.confirm(false),
  };
  if (request.forms === 'all' && (request.operation ?? 'remove') !== 'remove')
    throw args.invalid(t('“forms” can be “all” only with the operation “remove”.'));
  return request;
}

/** The ratio by its name, or by its old one. */
function maxInvalidOf(args: Arguments): number | undefined {
  const [current, old] = [args.optionalRatio('maxInvalid'), args.optionalRatio('maxRefused')];
  if (current !== undefined && old !== undefined && current !== old)
    throw args.invalid(
      t(
        '“maxRefused” is an old name of “maxInvalid”, but their values differ. Leave out “maxRefused”.',
      ),
    );
  return current ?? old;
}

/**
 * The choices that a program passed. Rejects with `Failure` 'unknown-account', 'signed-out' or
 * 'no-account'; the draft reports whatever is missing.
 */
export async function choicesOf(
  uri: string,
  { segmentId, accountId, column, header, ...rest }: UploadRequest,
  accounts: Pick<Accounts, 'require'>,
): Promise<Choices> {
  return {
    ...rest,
    files: [{ uri, column, dialect: header === undefined ? undefined : { header } }],
    into:
      segmentId === undefined
        ? undefined
        : { account: await accounts.require(accountId), segmentId },
  };
}
