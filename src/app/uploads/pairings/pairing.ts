import { OutsideText } from '../../../common/outsideText';
import type { Dialect } from '../../../csv/csvTypes';
import { HASHES, type Hash } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import { OPERATIONS, type Operation, type UploadOptions } from '../../../upload/uploadTypes';
import type { AccountHandle, Accounts } from '../../accounts/account';
import { saysOptOut } from '../../optOutName';
import { nameOf } from '../../segments/labels';
import type { SegmentList } from '../../segments/segmentList';
import { normalizePattern } from './filePattern';

/** A Replace is never proposed. */
export type KeptOperation = Exclude<Operation, 'replace'>;
export const KEPT_OPERATIONS: readonly KeptOperation[] = ['add', 'remove', 'update'];

/**
 * Where files of a name pattern go, and how they are read. Contains no identifiers: only names,
 * IDs, and numbers.
 */
export interface Pairing {
  /** As of `normalizePattern`. */
  readonly pattern: string;
  /** Undefined if it is shared: any session that shows the account can use it. */
  readonly accountKey?: string;
  readonly accountId: string;
  readonly segmentId: string;
  /** The segment's name when the pairing was kept, cut to what lists show. */
  readonly segment?: string;
  /** Undefined after a Replace: only the segment is proposed. */
  readonly operation?: KeptOperation;
  readonly hash?: Hash;
  readonly formats?: UploadOptions['forms'];
  /** Names, or 0-based numbers. Detected if undefined. */
  readonly columns?: readonly (string | number)[];
  /** What was chosen about how the file is read. */
  readonly dialect?: Partial<Dialect>;
  /** How the file was read, to tell other files apart. */
  readonly read?: ReadAs;
}

/** What a file must have in common with the one that a pairing was kept for. */
export interface ReadAs {
  readonly delimiter: Dialect['delimiter'];
  readonly header: boolean;
  readonly columns: number;
}

/** Whether a pairing is from the settings of a team, or from a file. */
export function isShared({ accountKey }: Pairing): boolean {
  return accountKey === undefined;
}

/** The account of a pairing, if it is shown. */
export function accountOfPairing(
  { accountKey, accountId }: Pairing,
  accounts: Pick<Accounts, 'byKey' | 'shown'>,
): AccountHandle | undefined {
  return accountKey === undefined
    ? accounts.shown().find((account) => account.accountId === accountId)
    : accounts.byKey(accountKey);
}

/** The segment's name as loaded, else as kept, else its ID. Asks nobody. */
export function segmentNameOf(
  pairing: Pairing,
  accounts: Pick<Accounts, 'byKey' | 'shown'>,
  segments: Pick<SegmentList, 'find'>,
): OutsideText {
  const account = accountOfPairing(pairing, accounts);
  const segment = account && segments.find(account, pairing.segmentId);
  return segment ? nameOf(segment) : OutsideText.name(pairing.segment ?? pairing.segmentId);
}

/** One's own pairings among stored values, which may be anything. */
export function ownPairings(stored: unknown): Pairing[] {
  return Array.isArray(stored) ? stored.filter(isOwnPairing).map(withChosenForms) : [];
}

/** Earlier versions kept what went without saying then: only the format in the file. */
function withChosenForms({ formats, ...pairing }: Pairing): Pairing {
  return { ...pairing, ...(formats === 'hashed' || formats === 'all' ? { formats } : {}) };
}

/**
 * Pairings that version 0.1.0 stored: one column, `#` for digits, dates and times, and Replace as
 * an operation.
 */
export function oldPairings(stored: unknown): Pairing[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((value: unknown): Pairing[] => {
    if (!isTarget(value) || !OPERATIONS.some((known) => known === value.operation)) return [];
    const { pattern, operation, column, forms, ...kept } = value;
    if (saysOptOut(pattern)) return [];
    const pairing = {
      ...kept,
      pattern: normalizePattern(pattern.replace(/#/g, '*')),
      ...(operation !== 'replace' && { operation }),
      ...(FORMS.some((known) => known === forms) && { formats: forms }),
      ...((typeof column === 'string' || typeof column === 'number') && { columns: [column] }),
    };
    return ownPairings([pairing]);
  });
}

type Stored = Record<string, unknown> & {
  pattern: string;
  accountKey: string;
  accountId: string;
  segmentId: string;
  hash: Hash;
};

function isTarget(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { pattern, accountKey, accountId, segmentId, hash } = value as Record<string, unknown>;
  return (
    [pattern, accountKey, accountId, segmentId].every((field) => typeof field === 'string') &&
    HASHES.some((known) => known === hash)
  );
}

function isOwnPairing(value: unknown): value is Pairing {
  if (!isTarget(value)) return false;
  const { operation, columns, segment, read } = value;
  return (
    (operation === undefined || KEPT_OPERATIONS.some((known) => known === operation)) &&
    (segment === undefined || typeof segment === 'string') &&
    (read === undefined || (typeof read === 'object' && read !== null)) &&
    (columns === undefined || isColumns(columns))
  );
}

function isColumns(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((column) => typeof column === 'string' || typeof column === 'number')
  );
}
