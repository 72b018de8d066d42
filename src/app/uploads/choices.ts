import type { Dialect } from '../../csv/csvTypes';
import { columnName } from '../../csv/header';
import { knownType, type IdentifierType } from '../../identifiers/identifierTypes';
import {
  DEFAULT_OPTIONS,
  type Operation,
  type Plan,
  type UploadOptions,
} from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import type { Confirm } from '../arguments';

/** A file, and what was chosen of how it is read. */
export interface FileChoice {
  /** As text. */
  readonly uri: string;
  /** A header's name, or a 0-based number. */
  readonly column?: string | number;
  readonly dialect?: Partial<Dialect>;
}

/** What was chosen of an upload; all that is left out is found, asked, or the setting's. */
export interface Choices {
  /** At least one. They become one upload. */
  readonly files: readonly FileChoice[];
  readonly into?: { readonly account: AccountHandle; readonly segmentId: string };
  /** Of a check that goes nowhere. */
  readonly identifierType?: IdentifierType;
  readonly operation?: Operation;
  readonly hash?: UploadOptions['hash'];
  readonly forms?: UploadOptions['forms'];
  /** Ratios 0–1. */
  readonly maxInvalid?: number;
  readonly minKept?: number;
  /** What was confirmed in advance. */
  readonly confirm?: Confirm;
}

/** What a file's settings say of uploading it. */
export type UploadSettings = Pick<UploadOptions, 'hash' | 'dedupe' | 'chunkSize' | 'concurrency'>;

/**
 * Who the upload is for. `person`: what a guard stops needs an explicit yes, and what does not fit the
 * segment's type is left out. `program`: guards hold whatever was confirmed, and what does not fit
 * is an error.
 */
export type Caller = 'person' | 'program';

export type Limits = Pick<UploadOptions, 'maxRefused' | 'minKept'>;

/** The limits beyond which a guard speaks. */
export function limitsOf({ maxInvalid, minKept }: Choices): Limits {
  return {
    maxRefused: maxInvalid ?? DEFAULT_OPTIONS.maxRefused,
    minKept: minKept ?? DEFAULT_OPTIONS.minKept,
  };
}

/** The engine's guards are for uploads that nobody watches. */
const NO_GUARD: Limits = { maxRefused: 1, minKept: 0 };

/** The engine's options: what was chosen, else the settings, else the defaults. */
export function optionsOf(
  choices: Choices,
  operation: Operation,
  identifierType: string | undefined,
  settings: UploadSettings,
  by: Caller,
): UploadOptions {
  const ofEmails = knownType(identifierType) === 'Email';
  const fits = by === 'program' || ofEmails;
  return {
    ...DEFAULT_OPTIONS,
    ...settings,
    operation,
    hash: (fits ? choices.hash : undefined) ?? (ofEmails ? settings.hash : 'none'),
    forms: (fits && (by === 'program' || operation === 'remove') && choices.forms) || 'given',
    ...(by === 'person' ? NO_GUARD : limitsOf(choices)),
  };
}

/** What was chosen of a job, to send its files again from the start. */
export function choicesOfJob({ target, options, files }: Plan, account: AccountHandle): Choices {
  const { operation, hash, forms, column: chosen, dialect } = options;
  return {
    // Older jobs keep one column and one dialect for all files.
    files: files.map(({ uri, column, columns, chosenDialect, isColumnChosen }) => ({
      uri,
      column: isColumnChosen ? columnName(columns, column) : chosen,
      dialect: chosenDialect ?? dialect,
    })),
    into: { account, segmentId: target.segmentId },
    operation,
    hash: hashChosen(hash, target.identifierType),
    forms,
  };
}

/** "None" of identifiers that are never hashed says nothing of others. */
export function hashChosen(
  hash: UploadOptions['hash'],
  identifierType: string | undefined,
): UploadOptions['hash'] | undefined {
  return knownType(identifierType) === 'Email' ? hash : undefined;
}
