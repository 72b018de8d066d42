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

/**
 * The choices for files of one name pattern. Contains no identifiers: only names, IDs, and numbers.
 */
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
 * The last choices per file name pattern: `customers-2026-03-04.csv` and next month's file have the
 * same one.
 */
export class Pairings {
  constructor(private readonly store: KeyValueStore) {}

  of(name: OutsideText): Pairing | undefined {
    const pattern = filePattern(name);
    return this.all().find((pairing) => pairing.pattern === pattern);
  }

  /** Remembers the choices for files with these names, and the columns found. */
  async keep(
    files: readonly FileChoice[],
    { account, segment }: Destination,
    plan: Plan,
  ): Promise<void> {
    const { operation, hash, forms } = plan.options;
    for (const [index, { uri, dialect }] of files.entries()) {
      const { column, columns, dialect: detected } = plan.files[index];
      const pattern = filePattern(fileName(uri));
      const pairing: Pairing = {
        pattern,
        accountKey: account.key,
        accountId: account.accountId,
        segmentId: segment.id,
        operation,
        hash,
        forms,
        column: columnName(detected.header ? columns : undefined, column),
        dialect,
      };
      const others = this.all().filter((pairing) => pairing.pattern !== pattern);
      await this.store.update(KEY, [pairing, ...others].slice(0, MOST));
    }
  }

  /** Deletes an account's choices, for example before handing over a machine. */
  async forget(accountKey: string): Promise<void> {
    await this.store.update(
      KEY,
      this.all().filter((pairing) => pairing.accountKey !== accountKey),
    );
  }

  private all(): Pairing[] {
    const value = this.store.get<unknown>(KEY);
    return Array.isArray(value) ? value.filter(isPairing) : [];
  }
}

/**
 * The choices remembered for a file's name, as far as they still apply. Rejects with `Failure`
 * 'unknown-account'.
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
        'Account {0}, used for this file last time, isn’t one of the accounts shown. Select it first.',
        accountId,
      ),
      'uploadAgain',
    );
  try {
    const matches = await segments.search(account, { segmentIds: [segmentId] });
    const segment = matches.find(({ id }) => id === segmentId);
    if (segment)
      return {
        into: { account, segmentId },
        operation,
        forms,
        column,
        hash: hashChosen(hash, segment.contactList?.identifierType),
        dialect,
      };
  } catch (error) {
    // The API may report a missing segment as an error.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  // How to read and hash the file doesn't depend on the segment. But "none" may be from a type that
  // is never hashed.
  return { dialect, ...(hash !== 'none' && { hash }) };
}

/** The type of the segment that such files last went to, if still known. */
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
 * A file's name without what changes from export to export: dates, times, counters, "(1)", "copy".
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
    [pattern, accountKey, accountId, segmentId].every((field) => typeof field === 'string') &&
    OPERATIONS.some((known) => known === operation) &&
    HASHES.some((known) => known === hash)
  );
}
