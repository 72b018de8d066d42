import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Dialect } from '../../csv/csvTypes';
import { columnName } from '../../csv/header';
import { knownType, type IdentifierType } from '../../identifiers/identifierTypes';
import { columnsRead } from '../../upload/fieldsRead';
import { isUnfinishedCopy } from '../../upload/update/keptFile';
import {
  DEFAULT_OPTIONS,
  DEFAULT_UPDATE,
  PERMISSIONS,
  type Operation,
  type Plan,
  type PlannedFile,
  type UpdateOptions,
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
  /** For a removal of emails: see `FORMS`. */
  readonly formats?: UploadOptions['forms'];
  /** Ratios, 0–1. */
  readonly maxInvalid?: number;
  readonly minKept?: number;
  /** What was confirmed in advance. */
  readonly confirm?: Confirm;
  /** For an update. */
  readonly update?: UpdateChoices;
  /**
   * For an update or a replace: URI of the file that keeps this one for the next run. It is the
   * previous file of an update, unless another one is chosen.
   */
  readonly keep?: string;
  /** For the next files like these; all is remembered if undefined. */
  readonly remember?: RememberChoice;
}

/** What an update compares the files with. Anything left out is the default of `DEFAULT_UPDATE`. */
export interface UpdateChoices extends Partial<
  Pick<UpdateOptions, 'previousHash' | 'maxRemoved' | 'allowed'>
> {
  /** Undefined if not chosen yet; empty for a first run. */
  readonly previous?: readonly FileChoice[];
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

/** What an update may do without a confirmation of its own. */
export type UpdateLimits = Pick<UpdateOptions, 'maxRemoved' | 'allowed'>;

export interface Limits extends Pick<UploadOptions, 'maxRefused' | 'minKept'> {
  /** Absent if it has the defaults. */
  update?: UpdateLimits;
}

/** The limits of the safety checks: as chosen, otherwise the defaults. */
export function limitsOf({
  maxInvalid,
  minKept,
  update,
}: Pick<Choices, 'maxInvalid' | 'minKept' | 'update'>): Limits {
  return {
    maxRefused: maxInvalid ?? DEFAULT_OPTIONS.maxRefused,
    minKept: minKept ?? DEFAULT_OPTIONS.minKept,
    ...(update && { update: updateLimitsOf(update) }),
  };
}

function updateLimitsOf({ maxRemoved, allowed }: UpdateChoices): UpdateLimits {
  return {
    maxRemoved: maxRemoved ?? DEFAULT_UPDATE.maxRemoved,
    allowed: allowed ?? DEFAULT_UPDATE.allowed,
  };
}

/** Disables the engine's own limits, which are for unattended uploads. */
const NO_GUARD = {
  maxRefused: 1,
  minKept: 0,
  update: {
    maxRemoved: 1,
    allowed: PERMISSIONS.filter((one) => one !== 'remove-shared'),
  },
} as const satisfies Limits;

/**
 * The limits that a program chose for a job and that aren't the defaults. None for a person's job,
 * whose engine had no limits of its own.
 */
export function limitsChosen({
  operation,
  maxRefused,
  minKept,
}: Omit<UploadOptions, 'update'>): Pick<Choices, 'maxInvalid' | 'minKept'> {
  if (maxRefused === NO_GUARD.maxRefused && minKept === NO_GUARD.minKept) return {};
  return {
    ...(maxRefused !== DEFAULT_OPTIONS.maxRefused && { maxInvalid: maxRefused }),
    ...(operation !== 'add' && minKept !== DEFAULT_OPTIONS.minKept && { minKept }),
  };
}

/** The same for what is limited in an update only. */
export function updateLimitsChosen({
  maxRefused,
  minKept,
  update,
}: UploadOptions): Partial<Pick<UpdateLimits, 'maxRemoved'>> {
  const isPersons = maxRefused === NO_GUARD.maxRefused && minKept === NO_GUARD.minKept;
  if (!update || isPersons) return {};
  const { maxRemoved } = update;
  return maxRemoved === DEFAULT_UPDATE.maxRemoved ? {} : { maxRemoved };
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
  const removesEmails = operation === 'remove' && isEmail;
  const limits = by === 'person' ? NO_GUARD : limitsOf(choices);
  return {
    ...DEFAULT_OPTIONS,
    ...settings,
    operation,
    hash: (keepsChoices ? choices.hash : undefined) ?? (isEmail ? settings.hash : 'none'),
    // People may be in the segment in any format: those who are to be removed are removed in all.
    forms:
      (by === 'program' || removesEmails ? choices.formats : undefined) ??
      (removesEmails ? 'hashed' : 'given'),
    maxRefused: limits.maxRefused,
    minKept: limits.minKept,
    ...(operation === 'update' && {
      update: updateOptionsOf(choices.update ?? {}, limits.update, keepsChoices),
    }),
    ...((operation === 'update' || operation === 'replace') &&
      choices.keep !== undefined && { keep: fileURLToPath(choices.keep) }),
  };
}

function updateOptionsOf(
  { previousHash, allowed = [] }: UpdateChoices,
  limits: UpdateLimits = DEFAULT_UPDATE,
  keepsHash: boolean,
): UpdateOptions {
  return {
    maxRemoved: limits.maxRemoved,
    // No limit stops a person, but removing more people is a choice.
    allowed: PERMISSIONS.filter((one) => limits.allowed.includes(one) || allowed.includes(one)),
    ...(keepsHash && previousHash !== undefined && { previousHash }),
  };
}

/** The choices of an earlier job, to send its files again from the start. */
export function choicesOfJob(plan: Plan, account: AccountHandle): Choices {
  const { target, options, files } = plan;
  const { operation, hash, forms, column: columnOption, dialect } = options;
  const update = updateChoicesOfJob(plan);
  const keep = plan.keep?.path;
  return {
    // Older jobs store one column and one dialect for all files.
    files: files.map((file) => ({
      uri: file.uri,
      columns: columnsChosen(file) ?? (columnOption === undefined ? undefined : [columnOption]),
      dialect: file.chosenDialect ?? dialect,
    })),
    into: { account, segmentId: target.segmentId },
    operation,
    hash: hashChosen(hash, target.identifierType),
    ...(operation === 'remove' && { formats: forms }),
    ...(update && { update }),
    ...(keep !== undefined && { keep: pathToFileURL(keep).href }),
  };
}

/**
 * What was chosen for a job's files to be compared with. What nobody chose is found again. Undefined
 * for another operation.
 */
function updateChoicesOfJob(plan: Plan): UpdateChoices | undefined {
  const { options, update } = plan;
  if (options.operation !== 'update') return undefined;
  const { previousHash } = options.update ?? {};
  const { found = [], files: compared = [] } = update ?? {};
  const files = compared.filter(
    ({ uri, path = '' }, index) =>
      !isUnfinishedCopy(path) &&
      !found.includes(uri) &&
      // One content may have been sent in two ways.
      compared.findIndex((file) => file.uri === uri) === index,
  );
  const keep = plan.keep?.path;
  const isKept = keep !== undefined && files.every(({ path }) => path === keep);
  return {
    ...(!isKept && {
      previous: files.map((file) => ({
        uri: file.uri,
        columns: columnsChosen(file),
        dialect: file.chosenDialect,
      })),
    }),
    ...(previousHash !== undefined && { previousHash }),
  };
}

/** By name where it has one; undefined if they were detected. */
function columnsChosen(file: PlannedFile): (string | number)[] | undefined {
  return file.isColumnChosen
    ? columnsRead(file).map((column) => columnName(file.columns, column))
    : undefined;
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
    formats: choices.formats ?? last.formats,
  };
}

/** The chosen hash, unless the type is never hashed: its "none" says nothing about other types. */
export function hashChosen(
  hash: UploadOptions['hash'],
  identifierType: string | undefined,
): UploadOptions['hash'] | undefined {
  return knownType(identifierType) === 'Email' ? hash : undefined;
}
