import type { Dialect } from '../../csv/types';
import { knownType } from '../../identifiers/types';
import { DEFAULT_OPTIONS, type Operation, type UploadOptions } from '../../upload/types';
import type { UploadRequest } from './request';
import { type Destination } from './target';

/** Where a person looks on, the review asks for an explicit yes beyond these. */
export const LIMITS: Pick<UploadOptions, 'maxRefused' | 'minKept'> = DEFAULT_OPTIONS;

/** The engine's own guards are for callers that nobody watches. */
const NO_GUARD = { maxRefused: 1, minKept: 0 };

/** What the settings say of an upload. */
export type UploadSettings = Pick<UploadOptions, 'hash' | 'dedupe' | 'chunkSize' | 'concurrency'>;

/** What is known of an upload before the first question. */
export interface Choices {
  into?: Destination;
  operation?: Operation;
  forms?: UploadOptions['forms'];
  column?: string | number;
  hash?: UploadOptions['hash'];
  dialect?: Partial<Dialect>;
}

/** The engine's options from the arguments, the settings and the defaults, in this order. */
export function optionsFor(
  request: UploadRequest,
  operation: Operation,
  identifierType: string | undefined,
  settings: UploadSettings,
): UploadOptions {
  return {
    ...DEFAULT_OPTIONS,
    ...settings,
    operation,
    ...(request.column !== undefined && { column: request.column }),
    ...(request.header !== undefined && { dialect: { header: request.header } }),
    hash: request.hash ?? (knownType(identifierType) === 'Email' ? settings.hash : 'none'),
    forms: request.forms ?? 'given',
    maxRefused: request.maxRefused ?? DEFAULT_OPTIONS.maxRefused,
    minKept: request.minKept ?? DEFAULT_OPTIONS.minKept,
  };
}

/**
 * The options of what was asked or remembered. Hashing and forms are for addresses alone: for
 * another type they are left out.
 */
export function wantedOptions(
  { column, hash, dialect }: Choices,
  { operation, forms }: Pick<UploadOptions, 'operation' | 'forms'>,
  identifierType: string | undefined,
  settings: UploadSettings,
): UploadOptions {
  const ofEmails = knownType(identifierType) === 'Email' ? { hash, forms } : {};
  return {
    ...optionsFor({ column, ...ofEmails, ...NO_GUARD }, operation, identifierType, settings),
    dialect,
  };
}

/**
 * The options for a segment of another type. What was chosen for another type than addresses says
 * nothing of hashing: then the setting holds.
 */
export function optionsForOther(
  options: UploadOptions,
  identifierType: string | undefined,
  otherType: string | undefined,
  settings: UploadSettings,
): UploadOptions {
  const known = knownType(identifierType) === 'Email' ? options : { ...options, hash: undefined };
  return wantedOptions(known, options, otherType, settings);
}
