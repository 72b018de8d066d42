import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SegmentFigures } from '../../api/apiTypes';
import { Emitter, type Disposable, type Event } from '../../common/events';
import { isId } from '../../common/outsideText';
import {
  hashedFileName,
  isMissing,
  makePrivateFolder,
  PRIVATE_FILE,
} from '../../common/privateFiles';
import { compact } from '../../common/records';
import { parseRecordLine, recordText } from '../../common/recordVersion';
import type { AccountHandle } from '../accounts/account';

/** A reading of a segment's figures, or a mark of what was done to it from here. */
export interface HistoryEntry extends SegmentFigures {
  /** Milliseconds since 1970. */
  at: number;
  kind: 'reading' | 'upload' | 'clear';
  /** Only for uploads. */
  operation?: 'add' | 'remove' | 'update' | 'replace';
  accepted?: number;
  /** Identifiers of requests that got no answer, if any. */
  unknown?: number;
  /** Of an Update: of the accepted ones, people who weren't in the segment before; and how many were removed. */
  added?: number;
  removed?: number;
  /** Of an upload with suppression lists: how many people on them were removed, if they were in it. */
  suppressed?: number;
  /** Of an upload, or of a reading taken during one. */
  jobId?: string;
  /** The ID of the removal everywhere that this upload was part of: it has no record of its own. */
  removal?: string;
}

/** `kind` is that of the added entry; undefined after `forget`. `explained`: see `VerifyRecord`. */
interface HistoryChange {
  accountKey: string;
  segmentId: string;
  kind?: HistoryEntry['kind'] | 'explained';
}

/** All readings taken from here, per account and segment. Kept in the extension's storage. */
export interface History {
  readonly onDidChange: Event<HistoryChange>;
  of(account: Pick<AccountHandle, 'key'>, segmentId: string): Promise<readonly HistoryEntry[]>;
  add(account: AccountHandle, segmentId: string, entry: HistoryEntry): Promise<void>;
  /** Tells that a person has explained the state of a segment. */
  explained(accountKey: string, segmentId: string): void;
  /** The folder of an account's files; it need not exist. */
  folderOf(accountKey: string): string;
  /** IDs of the account's segments that have entries. */
  segments(accountKey: string): Promise<string[]>;
  /** Deletes all entries of an account, for example before handing over a machine. */
  forget(accountKey: string): Promise<void>;
}

const KINDS: readonly string[] = ['reading', 'upload', 'clear'] satisfies HistoryEntry['kind'][];
const OPERATIONS: readonly string[] = ['add', 'remove', 'update', 'replace'] satisfies NonNullable<
  HistoryEntry['operation']
>[];

/**
 * One file of JSON lines per account and segment. Lines are only appended, each in one write that
 * starts and ends with a line break, so that several windows can write at once and a line torn by a
 * crash doesn't affect others. Counts and times only, no identifiers.
 */
class FileHistory implements History, Disposable {
  private readonly changed = new Emitter<HistoryChange>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly folder: string,
    private readonly log: (line: string) => void,
    private readonly open: (() => Promise<void>) | undefined,
  ) {}

  async of(
    account: Pick<AccountHandle, 'key'>,
    segmentId: string,
  ): Promise<readonly HistoryEntry[]> {
    const file = this.file(account.key, segmentId);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    return text
      .split('\n')
      .flatMap((line) => parseEntry(line, file) ?? [])
      .sort((a, b) => a.at - b.at);
  }

  async add(account: AccountHandle, segmentId: string, entry: HistoryEntry): Promise<void> {
    const file = this.file(account.key, segmentId);
    try {
      await this.open?.();
      await makePrivateFolder(dirname(file));
      await appendFile(file, `\n${recordText(entry)}\n`, { mode: PRIVATE_FILE });
    } catch (error) {
      // Don't fail what already happened because the disk is full, for example.
      this.log(
        `history: ${entry.kind} not written (${error instanceof Error && 'code' in error ? String(error.code) : 'unexpected'})`,
      );
      return;
    }
    this.changed.fire({ accountKey: account.key, segmentId, kind: entry.kind });
  }

  explained(accountKey: string, segmentId: string): void {
    this.changed.fire({ accountKey, segmentId, kind: 'explained' });
  }

  async segments(accountKey: string): Promise<string[]> {
    const files = await readdir(this.folderOf(accountKey)).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return files.flatMap((file) => segmentOf(file) ?? []);
  }

  async forget(accountKey: string): Promise<void> {
    await rm(this.folderOf(accountKey), { recursive: true, force: true });
    this.changed.fire({ accountKey, segmentId: '' });
  }

  dispose(): void {
    this.changed.dispose();
  }

  folderOf(accountKey: string): string {
    return join(this.folder, hashedFileName(accountKey));
  }

  private file(accountKey: string, segmentId: string): string {
    return join(this.folderOf(accountKey), historyFileName(segmentId));
  }
}

/**
 * Keeps readings, uploads, and clears in `storage`, the state folder. `open`: called before anything is
 * written there.
 */
export function createHistory(
  storage: string,
  log: (line: string) => void,
  open?: () => Promise<void>,
): History & Disposable {
  return new FileHistory(join(storage, 'history'), log, open);
}

/** IDs come from outside: use one as a file name only if it has the expected format. */
export function historyFileName(segmentId: string): string {
  return `${isId(segmentId) ? segmentId : hashedFileName(segmentId)}.jsonl`;
}

/** The segment of a file; undefined if its name isn't an ID of the API. */
export function segmentOf(file: string): string | undefined {
  const id = basename(file, '.jsonl');
  return file.endsWith('.jsonl') && isId(id) ? id : undefined;
}

/** Parses a line of a file; undefined for a torn or unknown one, or one of another version. */
export function parseEntry(line: string, path: string): HistoryEntry | undefined {
  const raw = parseRecordLine(line, path);
  if (raw === undefined) return undefined;
  const { at, kind, operation, jobId, removal } = raw;
  if (
    typeof at !== 'number' ||
    !Number.isFinite(at) ||
    typeof kind !== 'string' ||
    !KINDS.includes(kind)
  )
    return undefined;
  const figure = (key: string): number | undefined =>
    typeof raw[key] === 'number' ? raw[key] : undefined;
  return {
    at,
    kind: kind as HistoryEntry['kind'],
    numberOfIdentifiers: figure('numberOfIdentifiers'),
    numberOfMatches: figure('numberOfMatches'),
    matchRate: figure('matchRate'),
    operation:
      typeof operation === 'string' && OPERATIONS.includes(operation)
        ? (operation as HistoryEntry['operation'])
        : undefined,
    accepted: figure('accepted'),
    unknown: figure('unknown'),
    ...compact(Object.fromEntries(CHANGES.map((key) => [key, figure(key)]))),
    jobId: typeof jobId === 'string' ? jobId : undefined,
    ...(typeof removal === 'string' && { removal }),
  };
}

/** Not every upload has these figures. */
const CHANGES = ['added', 'removed', 'suppressed'] as const;
