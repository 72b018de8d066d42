import type { Dialect } from '../../csv/csvTypes';
import { columnName } from '../../csv/header';
import { knownType, type IdentifierType } from '../../identifiers/identifierTypes';
import { columnsRead } from '../../upload/fieldsRead';
import {
  DEFAULT_OPTIONS,
  type Operation,
  type Plan,
  type RefreshOptions,
  type UploadOptions,
} from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import type { Confirm } from '../arguments';

/** A file, and the choices about how to read it. */
export interface FileChoice {
  /** URI, as a string. */
  readonly uri: string;
  /** Column names, or 0-based column numbers. */
  readonly columns?: readonly (string | number)[];
  readonly dialect?: Partial<Dialect>;
}

/**
 * The choices of an upload. Anything left out is detected, asked for, or taken from the settings.
 */
export interface Choices {
  /** At least one file. They become one upload. */
  readonly files: readonly FileChoice[];
  readonly into?: { readonly account: AccountHandle; readonly segmentId: string };
  /** Only for a check without a segment. */
  readonly identifierType?: IdentifierType;
  readonly operation?: Operation;
  readonly hash?: UploadOptions['hash'];
  readonly forms?: UploadOptions['forms'];
  /** Ratios, 0–1. */
  readonly maxInvalid?: number;
  readonly minKept?: number;
  /** What was confirmed in advance. */
  readonly confirm?: Confirm;
  /** For a refresh. */
  readonly refresh?: RefreshChoices;
  /** For the next files like these; all is remembered if undefined. */
  readonly remember?: RememberChoice;
}

/** What a refresh compares the files with. Anything left out is the default of `DEFAULT_REFRESH`. */
export interface RefreshChoices extends Partial<
  Pick<RefreshOptions, 'previousHash' | 'maxRemoved' | 'removeShared' | 'allowed'>
> {
  /** Undefined if not chosen yet; empty for a first run. */
  readonly previous?: readonly FileChoice[];
  /** URI of the file that keeps this one for the next run: its previous file, unless there is another. */
  readonly keep?: string;
}

/** What a person decided about remembering the choices. */
export interface RememberChoice {
  /** Nothing new is remembered. */
  readonly isOff?: boolean;
  /** Patterns that were edited, in place of those that follow from the files' names. */
  readonly patterns?: readonly string[];
}

/** The upload settings that apply to a file. */
export type UploadSettings = Pick<UploadOptions, 'hash' | 'dedupe' | 'chunkSize' | 'concurrency'>;

/**
 * Who starts the upload. For a `person`, a safety check asks for explicit confirmation, and values
 * that don't fit the segment's type are left out. For a `program`, safety checks hold whatever was
 * confirmed, and values that don't fit are an error.
 */
export type Caller = 'person' | 'program';

export type Limits = Pick<UploadOptions, 'maxRefused' | 'minKept'>;

/** The limits of the safety checks: as chosen, otherwise the defaults. */
export function limitsOf({ maxInvalid, minKept }: Pick<Choices, 'maxInvalid' | 'minKept'>): Limits {
  return {
    maxRefused: maxInvalid ?? DEFAULT_OPTIONS.maxRefused,
    minKept: minKept ?? DEFAULT_OPTIONS.minKept,
  };
}

/** Disables the engine's own limits, which are for unattended uploads. */
const NO_GUARD: Limits = { maxRefused: 1, minKept: 0 };

/**
 * The limits that a program chose for a job and that aren't the defaults. None for a person's job,
 * whose engine had no limits of its own.
 */
export function limitsChosen({
  operation,
  maxRefused,
  minKept,
}: UploadOptions): Pick<Choices, 'maxInvalid' | 'minKept'> {
  if (maxRefused === NO_GUARD.maxRefused && minKept === NO_GUARD.minKept) return {};
  return {
    ...(maxRefused !== DEFAULT_OPTIONS.maxRefused && { maxInvalid: maxRefused }),
    ...(operation !== 'add' && minKept !== DEFAULT_OPTIONS.minKept && { minKept }),
  };
}

/** The engine's options: as chosen, otherwise the settings, otherwise the defaults. */
export function optionsOf(
  choices: Choices,
  operation: Operation,
  identifierType: string | undefined,
  settings: UploadSettings,
  by: Caller,
): UploadOptions {
  const isEmail = knownType(identifierType) === 'Email';
  const keepsChoices = by === 'program' || isEmail;
  return {
    ...DEFAULT_OPTIONS,
    ...settings,
    operation,
    hash: (keepsChoices ? choices.hash : undefined) ?? (isEmail ? settings.hash : 'none'),
    forms:
      (keepsChoices && (by === 'program' || operation === 'remove') && choices.forms) || 'given',
    ...(by === 'person' ? NO_GUARD : limitsOf(choices)),
  };
}

/** The choices of an earlier job, to send its files again from the start. */
export function choicesOfJob({ target, options, files }: Plan, account: AccountHandle): Choices {
  const { operation, hash, forms, column: columnOption, dialect } = options;
  return {
    // Older jobs store one column and one dialect for all files.
    files: files.map((file) => ({
      uri: file.uri,
      columns: file.isColumnChosen
        ? columnsRead(file).map((column) => columnName(file.columns, column))
        : columnOption === undefined
          ? undefined
          : [columnOption],
      dialect: file.chosenDialect ?? dialect,
    })),
    into: { account, segmentId: target.segmentId },
    operation,
    hash: hashChosen(hash, target.identifierType),
    forms,
  };
}

/** Choices for one file, where nothing was chosen as it was the last time for such a file. */
export function withRemembered(choices: Choices, last: Choices): Choices {
  const [{ columns, dialect }] = choices.files;
  return {
    ...choices,
    files: columns === undefined && dialect === undefined ? last.files : choices.files,
    into: choices.into ?? last.into,
    operation: choices.operation ?? last.operation,
    hash: choices.hash ?? last.hash,
    forms: choices.forms ?? last.forms,
  };
}

/** The chosen hash, unless the type is never hashed: its "none" says nothing about other types. */
export function hashChosen(
  hash: UploadOptions['hash'],
  identifierType: string | undefined,
): UploadOptions['hash'] | undefined {
  return knownType(identifierType) === 'Email' ? hash : undefined;
}
