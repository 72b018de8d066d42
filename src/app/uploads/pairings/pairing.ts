import { OutsideText } from '../../../common/outsideText';
import { compact, isRecord } from '../../../common/records';
import type { Dialect } from '../../../csv/csvTypes';
import type { Operation } from '../../../upload/uploadTypes';
import type { AccountHandle, Accounts } from '../../accounts/account';
import { nameOf } from '../../segments/labels';
import type { SegmentList } from '../../segments/segmentList';
import { namesIn, type Chosen, type NamesIn } from '../choices/choiceTable';
import { argumentsOf, validChoices } from '../choices/request';

/** Whoever opens such a file gets it in one press, so it never takes people out of a segment. */
type PairedOperation = Extract<Operation, 'add' | 'update'>;

/** An operation, if it may be that of a pairing. */
export function pairedOperation(operation: Operation | undefined): PairedOperation | undefined {
  return operation === 'add' || operation === 'update' ? operation : undefined;
}

/** What a pairing says about its files: as in the arguments of `uploadCsv`. */
type PairedChoices = Chosen<NamesIn<'pairing'>>;
export const PAIRED_CHOICES = namesIn('pairing');

/**
 * Where files of a name pattern go, and how they are read. Contains no identifiers: only names,
 * IDs, and numbers.
 */
export interface Pairing extends PairedChoices {
  /** As of `normalizePattern`. */
  readonly pattern: string;
  /** Undefined if a nightly file says it: any session that shows the account can use it. */
  readonly accountKey?: string;
  readonly accountId: string;
  readonly segmentId: string;
  /** The segment's name when the pairing was kept, cut to what lists show. */
  readonly segment?: string;
  /** Undefined after a Replace: only the segment is proposed. */
  readonly operation?: PairedOperation;
  /** How the file was read, to tell other files apart. */
  readonly read?: ReadAs;
}

/** What a file must have in common with the one that a pairing was kept for. */
export interface ReadAs {
  readonly delimiter: Dialect['delimiter'];
  readonly header: boolean;
  readonly columns: number;
}

/** Whether a pairing is what an entry of a nightly file says. */
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
  return Array.isArray(stored) ? stored.flatMap((value) => ownPairing(value) ?? []) : [];
}

/** Undefined if a part of it isn't valid: half of it might send people elsewhere. */
function ownPairing(value: unknown): Pairing | undefined {
  if (!isRecord(value)) return undefined;
  const { pattern, accountKey, accountId, segmentId, segment, read } = value;
  const choices = validChoices(value, PAIRED_CHOICES);
  const isWhole = PAIRED_CHOICES.every(
    (name) =>
      choices[name] !== undefined || argumentsOf(name).every((key) => value[key] === undefined),
  );
  const isValid =
    typeof pattern === 'string' &&
    typeof accountKey === 'string' &&
    (segment === undefined || typeof segment === 'string') &&
    (read === undefined || isRecord(read)) &&
    choices.operation === pairedOperation(choices.operation);
  return isValid && isWhole && accountId !== undefined && segmentId !== undefined
    ? (compact({ ...choices, pattern, accountKey, segment, read }) as Pairing)
    : undefined;
}
