import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { badArgument } from '../../../common/failure';
import { optionName } from '../../../common/optionNames';
import { HASHES, type Hash } from '../../../identifiers/identifierTypes';
import { PERMISSIONS, type Operation, type Permission } from '../../../upload/uploadTypes';
import type { Arguments } from '../../arguments';

/** The arguments of an upload that are about an update; `keep` is for a replace, too. */
export interface UpdateRequest {
  /** URIs of the files that were sent the last time. One can be given by itself. */
  previous?: readonly string[];
  /** URI of the file that keeps what was sent for the next run. */
  keep?: string;
  /** As `columns`, of the previous files. One can be given as `previousColumn`. */
  previousColumns?: readonly (string | number)[];
  previousHash?: Hash;
  /** A ratio, 0–1. */
  maxRemoved?: number;
  /** For this run alone. */
  allow?: readonly Permission[];
}

const KEYS = [
  'previous',
  'keep',
  'previousColumns',
  'previousHash',
  'maxRemoved',
  'allow',
] as const satisfies (keyof UpdateRequest)[];

export const UPDATE_KEYS: readonly string[] = [...KEYS, 'previousColumn'];

/** A URI has a scheme of at least two letters; a Windows path begins with one. */
const URI = /^[a-z][a-z\d+.-]+:/i;

/** Validates the values, but not whether they fit the operation. Throws `Failure` 'bad-argument'. */
export function updateRequestFrom(args: Arguments): Omit<UpdateRequest, 'previousColumns'> {
  return {
    previous: args.parseOptional(
      'previous',
      urisOf,
      t('“{0}” must be the URI of a file, or an array of them.', optionName('previous')),
    ),
    keep: args.parseOptional(
      'keep',
      (value) => (typeof value === 'string' && isOnDisk(value) ? value : undefined),
      t('“{0}” must be the URI of a file on this machine’s disk.', optionName('keep')),
    ),
    previousHash: args.optionalOneOf('previousHash', HASHES),
    maxRemoved: args.optionalRatio('maxRemoved'),
    allow: args.parseOptional(
      'allow',
      permissionsOf,
      t('“{0}” must be a list of: {1}.', optionName('allow'), PERMISSIONS.join(', ')),
    ),
  };
}

/**
 * Rejects the arguments of an update with any other operation; `operation`: undefined while it isn't
 * known. Throws `Failure` 'bad-argument'.
 */
export function rejectUpdateOptions(
  request: UpdateRequest,
  operation: Operation | undefined,
  command: string,
): void {
  if (operation === undefined || operation === 'update') return;
  const given = KEYS.find(
    (key) => request[key] !== undefined && (key !== 'keep' || operation !== 'replace'),
  );
  if (given === undefined) return;
  throw badArgument(
    command,
    given === 'keep'
      ? t(
          '“{0}” is only for the operations “{1}” and “{2}”.',
          optionName(given),
          'update',
          'replace',
        )
      : t('“{0}” is only for the operation “{1}”.', optionName(given), 'update'),
  );
}

function urisOf(value: unknown): string[] | undefined {
  const uris: unknown[] = Array.isArray(value) ? value : [value];
  const valid = uris.filter((uri): uri is string => typeof uri === 'string' && URI.test(uri));
  return valid.length > 0 && valid.length === uris.length ? [...new Set(valid)] : undefined;
}

function permissionsOf(value: unknown): Permission[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const known = PERMISSIONS.filter((one) => value.includes(one));
  return new Set(value).size === known.length ? known : undefined;
}

function isOnDisk(uri: string): boolean {
  try {
    return fileURLToPath(uri) !== '';
  } catch {
    return false;
  }
}
