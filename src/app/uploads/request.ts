import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import { ENCODINGS, type Dialect, type Encoding } from '../../csv/csvTypes';
import { DELIMITERS } from '../../csv/delimiter';
import { HASHES, type Hash } from '../../identifiers/identifierTypes';
import { FORMS } from '../../upload/comparableFormats';
import { OPERATIONS, type Operation, type UploadOptions } from '../../upload/uploadTypes';
import type { Accounts } from '../accounts/account';
import { Arguments, type Confirm } from '../arguments';
import type { Choices, UpdateChoices } from './choices';
import {
  rejectUpdateOptions,
  UPDATE_KEYS,
  updateRequestFrom,
  type UpdateRequest,
} from './update/updateRequest';

type Delimiter = Dialect['delimiter'];

/** A tab can also be given by name: a terminal doesn't take the character itself. */
const TAB_NAMES: readonly unknown[] = ['tab', '\\t'];

/** The validated arguments of `criteoAudiences.uploadCsv`. */
export interface UploadRequest extends UpdateRequest {
  segmentId?: string;
  operation?: Operation;
  /** Column names, or 0-based column numbers; detected if omitted. One can be given as `column`. */
  columns?: readonly (string | number)[];
  /** Whether the first row has the column names; detected if omitted. */
  header?: boolean;
  /** Detected if omitted, as is the encoding. */
  delimiter?: Delimiter;
  encoding?: Encoding;
  hash?: Hash;
  /** `forms` is its old name. */
  formats?: UploadOptions['forms'];
  /**
   * False skips confirmation; the account ID does so for a protected account too. Safety checks
   * stay.
   */
  confirm?: Confirm;
  /** Ratios, 0–1. */
  maxInvalid?: number;
  minKept?: number;
  accountId?: string;
}

/** What a file is checked for and how it is read. */
export const CHECK_KEYS = [
  'segmentId',
  'column',
  'columns',
  'header',
  'delimiter',
  'encoding',
  'hash',
  'accountId',
];

/** The arguments that name files, beside those to upload. */
export const FILE_KEYS = ['previous', 'keep'] as const;

export const REQUEST_KEYS = [
  ...CHECK_KEYS,
  'operation',
  'formats',
  'forms',
  'confirm',
  'maxInvalid',
  'minKept',
  ...UPDATE_KEYS,
];

/** What a task can have: what is allowed for one run is kept in no file. */
export const TASK_KEYS = REQUEST_KEYS.filter((key) => key !== 'allow');

/** Validates all values, and rejects unknown keys. Throws `Failure` 'bad-argument'. */
export function requestFrom(
  raw: Readonly<Record<string, unknown>>,
  operation = 'uploadCsv',
  extra: readonly string[] = [],
  keys: readonly string[] = REQUEST_KEYS,
): UploadRequest {
  const args = new Arguments(raw, operation);
  if (keys.includes('maxInvalid')) rejectOldName(args, raw);
  args.rejectUnknownKeys([...keys, ...extra]);
  const request: UploadRequest = {
    segmentId: args.optionalId('segmentId'),
    accountId: args.optionalId('accountId'),
    operation: args.optionalOneOf('operation', OPERATIONS),
    hash: args.optionalOneOf('hash', HASHES),
    formats: formatsOf(args),
    maxInvalid: args.optionalRatio('maxInvalid'),
    minKept: args.optionalRatio('minKept'),
    columns: columnsIn(args),
    ...updateRequestFrom(args),
    previousColumns: columnsIn(args, 'previousColumn', 'previousColumns'),
    header: args.optionalFlag('header'),
    delimiter: delimiterOf(args),
    encoding: args.optionalOneOf('encoding', ENCODINGS),
    confirm: args.confirm(false),
  };
  const { formats = 'given' } = request;
  if (formats !== 'given' && (request.operation ?? 'remove') !== 'remove')
    throw args.invalid(
      t('“{0}” can be “{1}” only with the operation “remove”.', optionName('formats'), formats),
    );
  rejectUpdateOptions(request, request.operation, operation);
  return request;
}

/** The columns, of which one can be given by itself. Throws `Failure` 'bad-argument'. */
export function columnsIn(
  args: Arguments,
  keyOfOne = 'column',
  keyOfSeveral = 'columns',
): readonly (string | number)[] | undefined {
  const [one, several] = [args.optionalColumn(keyOfOne), args.optionalColumns(keyOfSeveral)];
  if (one === undefined || several === undefined)
    return several ?? (one === undefined ? undefined : [one]);
  if (several.length === 1 && several[0] === one) return several;
  throw args.invalid(
    t(
      '“{0}” and “{1}” are both given, but differ. Leave out “{0}”.',
      optionName(keyOfOne),
      optionName(keyOfSeveral),
    ),
  );
}

/** The formats by their name, or by that of version 0.1.0. */
function formatsOf(args: Arguments): UploadRequest['formats'] {
  const [current, old] = [args.optionalOneOf('formats', FORMS), args.optionalOneOf('forms', FORMS)];
  if (current !== undefined && old !== undefined && current !== old)
    throw args.invalid(
      t(
        '“{0}” is an old name of “{1}”, but their values differ. Leave out “{0}”.',
        optionName('forms'),
        optionName('formats'),
      ),
    );
  return current ?? old;
}

function delimiterOf(args: Arguments): Delimiter | undefined {
  return args.parseOptional(
    'delimiter',
    (value) => (TAB_NAMES.includes(value) ? '\t' : DELIMITERS.find((known) => known === value)),
    t('“{0}” must be one of: {1}.', optionName('delimiter'), ', ; | tab'),
  );
}

/** Version 0.1.0 called `maxInvalid` so. */
function rejectOldName(args: Arguments, raw: Readonly<Record<string, unknown>>): void {
  if ('maxRefused' in raw)
    throw args.invalid(
      t('“{0}” is now “{1}”. Rename it.', optionName('maxRefused'), optionName('maxInvalid')),
    );
}

/**
 * The choices that a program passed for files that become one upload and are all read in the same
 * way. Rejects with `Failure` 'unknown-account', 'signed-out' or
 * 'no-account'; the draft reports whatever is missing.
 */
export async function choicesOf(
  uris: readonly string[],
  request: UploadRequest,
  accounts: Pick<Accounts, 'require'>,
): Promise<Choices> {
  const { segmentId, accountId, columns, header, delimiter, encoding } = request;
  const { operation, hash, formats, confirm, maxInvalid, minKept, keep } = request;
  const dialect = dialectOf({ header, delimiter, encoding });
  const update = updateChoicesOf(request);
  return {
    ...{ operation, hash, formats, confirm, maxInvalid, minKept },
    ...(keep !== undefined && { keep }),
    ...(update && { update }),
    files: uris.map((uri) => ({ uri, columns, dialect })),
    into:
      segmentId === undefined
        ? undefined
        : { account: await accounts.require(accountId), segmentId },
  };
}

/** Undefined if nothing of it was given. */
function updateChoicesOf(request: UpdateRequest): UpdateChoices | undefined {
  const { previous, previousColumns, previousHash, maxRemoved, allow = [], keep } = request;
  // The kept file is the previous one, and read as that.
  const files = previous ?? (previousColumns && keep !== undefined ? [keep] : undefined);
  const choices: UpdateChoices = {
    ...(files && { previous: files.map((uri) => ({ uri, columns: previousColumns })) }),
    ...(previousHash !== undefined && { previousHash }),
    ...(maxRemoved !== undefined && { maxRemoved }),
    ...(allow.length > 0 && { allowed: allow }),
  };
  return Object.keys(choices).length > 0 ? choices : undefined;
}

/** Only what was given: the rest is detected. */
function dialectOf(given: Partial<Dialect>): Partial<Dialect> | undefined {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
