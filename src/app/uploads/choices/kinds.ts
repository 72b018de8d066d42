import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { optionName } from '../../../common/optionNames';
import type { Dialect } from '../../../csv/csvTypes';
import { DELIMITERS } from '../../../csv/delimiter';
import { PERMISSIONS, type Permission } from '../../../upload/permissions';
import {
  SUPPRESSION_STOPS,
  type SuppressionStop,
} from '../../../upload/suppression/suppressionTypes';
import type { Arguments, Confirm } from '../../arguments';

/** The shape of a choice's value: how it is read as an argument, and as an option of a terminal. */
export interface Kind<T> {
  /** Undefined if it isn't given. Throws `Failure` 'bad-argument' for what it can't be. */
  read(args: Arguments, key: string): T | undefined;
  /** An option's text, or its texts, as an argument. `uriOf`: of a path. */
  ofOption?(given: unknown, uriOf: (path: string) => string): unknown;
  /** The texts of its option, if they aren't the value or its items. */
  words?(value: T): readonly string[];
  /** As an argument, as short as it can be. */
  plain?(value: T): unknown;
  /** Its option can be given several times, for one value each. */
  readonly repeats?: true;
  /** All that it can be, as an option; of a list, its items. */
  readonly values?: readonly string[];
  /** URIs, or a path for each of them as an option. */
  readonly isFile?: true;
}

/** A URI has a scheme of at least two letters; a Windows path begins with one. */
const URI = /^[a-z][a-z\d+.-]+:/i;

/** A tab can also be given by name: a terminal doesn't take the character itself. */
const TAB_NAMES: readonly unknown[] = ['tab', '\\t'];
const DELIMITER_OPTIONS = [',', ';', '|', 'tab'] as const;

export const id: Kind<string> = { read: (args, key) => args.optionalId(key) };

export const flag: Kind<boolean> = { read: (args, key) => args.optionalFlag(key) };

/** False is what it is when it isn't given. */
export const onlyTrue: Kind<boolean> = {
  read: (args, key) => args.optionalFlag(key) || undefined,
};

export const oneOf = <T extends string>(values: readonly T[]): Kind<T> => ({
  read: (args, key) => args.optionalOneOf(key, values),
  values,
});

/** A number from 0 to 1. */
export const ratio: Kind<number> = {
  read: (args, key) => args.optionalRatio(key),
  ofOption: numberIn,
};

/** A whole number of at least 1. */
export const counter: Kind<number> = {
  read: (args, key) => args.optionalCount(key),
  ofOption: numberIn,
};

/** Column names, or 0-based column numbers. */
export const columns: Kind<readonly (string | number)[]> = {
  read: (args, key) => args.optionalColumns(key),
  ofOption: (texts) => (texts as string[]).map(columnIn),
  repeats: true,
};

export const delimiter: Kind<Dialect['delimiter']> = {
  read: (args, key) =>
    args.parseOptional(
      key,
      (value) => (TAB_NAMES.includes(value) ? '\t' : DELIMITERS.find((known) => known === value)),
      () => t('“{0}” must be one of: {1}.', optionName(key), DELIMITER_OPTIONS.join(' ')),
    ),
  values: DELIMITER_OPTIONS,
};

export const confirmation: Kind<Confirm> = { read: (args) => args.confirm(false) };

/** URIs, each once. One can be given by itself. */
export const files: Kind<readonly string[]> = {
  read: (args, key) =>
    args.parseOptional(key, urisIn, () =>
      t('“{0}” must be the URI of a file, or an array of them.', optionName(key)),
    ),
  ofOption: (paths, uriOf) => (paths as string[]).map(uriOf),
  isFile: true,
};

/** The URI of a file on this machine's disk. */
export const fileOnDisk: Kind<string> = {
  read: (args, key) =>
    args.parseOptional(
      key,
      (value) => (typeof value === 'string' && isOnDisk(value) ? value : undefined),
      () => t('“{0}” must be the URI of a file on this machine’s disk.', optionName(key)),
    ),
  ofOption: (path, uriOf) => uriOf(path as string),
  isFile: true,
};

/** Any of these values, each once. */
const listOf = <T extends string>(values: readonly T[]): Kind<readonly T[]> => ({
  read: (args, key) =>
    args.parseOptional(
      key,
      (value) => allIn(value, values),
      () => t('“{0}” must be a list of: {1}.', optionName(key), values.join(', ')),
    ),
  // Lists, separated by commas.
  ofOption: (lists) =>
    (lists as string[]).flatMap((list) => list.split(',').map((one) => one.trim())),
  values,
  repeats: true,
});

export const permissions: Kind<readonly Permission[]> = listOf(PERMISSIONS);

/** What may be permitted to an upload that is resumed, if it has to be started over. */
export const suppressionStops: Kind<readonly SuppressionStop[]> = listOf(SUPPRESSION_STOPS);

/** Text that isn't a number stays, to be rejected with the option's name. */
export function numberIn(text: unknown): unknown {
  return typeof text === 'string' && /^-?\d*\.?\d+$/.test(text) ? Number(text) : text;
}

/** Digits are a 0-based number, anything else a name. */
function columnIn(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function urisIn(value: unknown): string[] | undefined {
  const uris: unknown[] = Array.isArray(value) ? value : [value];
  const valid = uris.filter((uri): uri is string => typeof uri === 'string' && URI.test(uri));
  return valid.length > 0 && valid.length === uris.length ? [...new Set(valid)] : undefined;
}

function allIn<T extends string>(value: unknown, values: readonly T[]): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const known = values.filter((one) => value.includes(one));
  return new Set(value).size === known.length ? known : undefined;
}

function isOnDisk(uri: string): boolean {
  try {
    return fileURLToPath(uri) !== '';
  } catch {
    return false;
  }
}
