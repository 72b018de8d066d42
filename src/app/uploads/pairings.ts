import { t } from '@vscode/l10n';
import { ApiError } from '../../api/apiError';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import type { OutsideText } from '../../common/outsideText';
import type { Dialect } from '../../csv/csvTypes';
import { columnName } from '../../csv/header';
import { HASHES, knownType, type IdentifierType } from '../../identifiers/identifierTypes';
import {
  OPERATIONS,
  type Operation,
  type Plan,
  type UploadOptions,
} from '../../upload/uploadTypes';
import type { Accounts } from '../accounts/account';
import type { SegmentList } from '../segments/segmentList';
import type { KeyValueStore } from '../state';
import { hashChosen, type Choices, type FileChoice } from './choices';
import { type Destination } from './target';

const KEY = 'criteoAudiences.remembered';
const MOST = 200;

/** What was chosen for files of one name pattern. No identifier: names, ids and numbers. */
export interface Pairing {
  pattern: string;
  accountKey: string;
  accountId: string;
  segmentId: string;
  operation: Operation;
  hash: UploadOptions['hash'];
  forms: UploadOptions['forms'];
  column?: string | number;
  dialect?: Partial<Dialect>;
}

/**
 * What was last chosen, per file name pattern: `customers-2026-03-04.csv` and the next month's are
 * one.
 */
export class Pairings {
  constructor(private readonly memory: KeyValueStore) {}

  of(name: OutsideText): Pairing | undefined {
    const pattern = filePattern(name);
    return this.all().find((one) => one.pattern === pattern);
  }

  /** Keeps for files of these names what was chosen, and the column that was found. */
  async keep(
    files: readonly FileChoice[],
    { account, segment }: Destination,
    plan: Plan,
  ): Promise<void> {
    const { operation, hash, forms } = plan.options;
    for (const [index, { uri, dialect }] of files.entries()) {
      const { column, columns, dialect: found } = plan.files[index];
      const pattern = filePattern(fileName(uri));
      const pairing: Pairing = {
        pattern,
        accountKey: account.key,
        accountId: account.accountId,
        segmentId: segment.id,
        operation,
        hash,
        forms,
        column: columnName(found.header ? columns : undefined, column),
        dialect,
      };
      const others = this.all().filter((one) => one.pattern !== pattern);
      await this.memory.update(KEY, [pairing, ...others].slice(0, MOST));
    }
  }

  /** For a hand-over. */
  async forget(accountKey: string): Promise<void> {
    await this.memory.update(
      KEY,
      this.all().filter((one) => one.accountKey !== accountKey),
    );
  }

  private all(): Pairing[] {
    const value = this.memory.get<unknown>(KEY);
    return Array.isArray(value) ? value.filter(isPairing) : [];
  }
}

/**
 * What is remembered for a file's name pattern, as far as it still holds; the rest is asked. Throws
 * `unknown-account`.
 */
export async function rememberedSegment(
  name: OutsideText,
  pairings: Pick<Pairings, 'of'>,
  accounts: Pick<Accounts, 'require' | 'byKey'>,
  segments: Pick<SegmentList, 'search'>,
): Promise<Omit<Choices, 'files'> & Omit<FileChoice, 'uri'>> {
  const pairing = pairings.of(name);
  if (!pairing) return {};
  const { accountId, accountKey, segmentId, operation, forms, column, hash, dialect } = pairing;
  await accounts.require(accountId);
  const account = accounts.byKey(accountKey);
  if (!account)
    throw new Failure(
      'unknown-account',
      t(
        'Account {0}, used for this file last time, isn’t among the accounts shown. Select it first.',
        accountId,
      ),
      'uploadAgain',
    );
  try {
    const found = await segments.search(account, { segmentIds: [segmentId] });
    const same = found.find(({ id }) => id === segmentId);
    if (same)
      return {
        into: { account, segmentId },
        operation,
        forms,
        column,
        hash: hashChosen(hash, same.contactList?.identifierType),
        dialect,
      };
  } catch (error) {
    // An API that knows no such segment may say so with an error.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  // How such a file is read and hashed does not depend on where it went. "None" may be of a type
  // that is never hashed.
  return { dialect, ...(hash !== 'none' && { hash }) };
}

/** The type of the segment that such a file went to last, where it is still known. */
export function rememberedType(
  pairing: Pairing | undefined,
  accounts: Pick<Accounts, 'byKey'>,
  segments: Pick<SegmentList, 'find'>,
): IdentifierType | undefined {
  const account = pairing && accounts.byKey(pairing.accountKey);
  return (
    account && knownType(segments.find(account, pairing.segmentId)?.contactList?.identifierType)
  );
}

/**
 * A file's name with what changes from export to export taken out: dates, times, counters, "(1)",
 * "copy".
 */
export function filePattern(fileName: OutsideText): string {
  return fileName
    .raw()
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s*\((?:\d+|copy)\)|[\s_-]+(?:copy|kopie|copie)(?=\.)/g, '')
    .replace(/\d+/g, '#')
    .replace(/#(?:[-_.: t]*#)+z?/g, '#');
}

function isPairing(value: unknown): value is Pairing {
  if (typeof value !== 'object' || value === null) return false;
  const { pattern, accountKey, accountId, segmentId, operation, hash } = value as Record<
    string,
    unknown
  >;
  return (
    [pattern, accountKey, accountId, segmentId].every((one) => typeof one === 'string') &&
    OPERATIONS.some((one) => one === operation) &&
    HASHES.some((one) => one === hash)
  );
}
