import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import type { ProblemSummary } from '../../api/apiTypes';
import { inHandUntil } from '../../common/later';
import { isDiskFull, isMissing, PRIVATE_FILE } from '../../common/privateFiles';
import type { ReportError, StatisticsReading } from '../jobTypes';
import { UploadError } from '../uploadError';

/**
 * What happened to a job, in order. Never contains an identifier. `at` is milliseconds since 1970,
 * `u` a slice's name, and `by` the process whose run it belongs to: a process
 * that was considered dead may still write after another one took over.
 */
export type Entry = JournalEvent & { at?: number; by?: string };

type JournalEvent =
  /**
   * A run begins in the process `owner`, or continues after a pause. `epoch`: that of the list by
   * then, see `ListState`; `mixed`: something else changed the list after this job did.
   */
  | { t: 'run'; at: number; owner: string; epoch?: number; mixed?: boolean; after?: 'pause' }
  | { t: 'reading'; reading: StatisticsReading }
  | { t: 'clearing'; at: number }
  /** `k`: requests sent, including retries. */
  | { t: 'cleared'; at: number; k: number }
  /** Certainly not cleared; with `lost`, the response was lost and the list may be cleared. */
  | { t: 'uncleared'; at: number; k: number; lost?: boolean }
  | { t: 'sending'; u: string }
  /** Rows accepted, rejected, and without a count. `tr` is the API's trace ID. */
  | { t: 'sent'; u: string; a: number; r: number; x: number; k: number; tr?: string }
  /** The API rejected the whole request. */
  | { t: 'rejected'; u: string; error: ReportError; k: number }
  /** No response: may or may not have taken effect. `error`: a retry was rejected. */
  | { t: 'unknown'; u: string; k: number; error?: ReportError }
  /** Certainly not processed; will be sent again. */
  | { t: 'unsent'; u: string; k: number }
  | { t: 'split'; u: string; into: string[] }
  | { t: 'warning'; warning: ProblemSummary }
  /** Rows were sent again to find those that the API rejects. */
  | { t: 'searched'; k: number }
  /** A run ended or paused. */
  | {
      t: 'end';
      at: number;
      state: 'finished' | 'cancelled' | 'failed' | 'paused' | 'interrupted';
      error?: ReportError;
    };

/** The file operations that the journal uses; tests pass in a file that fails. */
export interface JournalFile {
  appendFile(data: string): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenJournal = (path: string) => Promise<JournalFile>;

/**
 * Opens a file for appending. Terminates a torn last line first, so that the next entry gets a line
 * of its own.
 */
export const openJournalFile: OpenJournal = async (path) => {
  const handle = await fs.open(
    path,
    constants.O_APPEND | constants.O_CREAT | constants.O_RDWR,
    PRIVATE_FILE,
  );
  const { size } = await handle.stat();
  if (size > 0) {
    const last = Buffer.alloc(1);
    await handle.read(last, 0, 1, size - 1);
    if (last[0] !== 0x0a) await handle.appendFile('\n');
  }
  return handle;
};

/**
 * An append-only file with one JSON entry per line. `append` resolves once its entries are on disk;
 * entries that arrive during a flush share the next one.
 */
export class Journal {
  #pending: { line: string; done: () => void; failed: (error: unknown) => void }[] = [];
  #flushing: Promise<void> | undefined;
  #failure: UploadError | undefined;

  private constructor(private readonly file: JournalFile) {}

  /**
   * Rejects with `journal-full` if the file can't be opened for writing, before a run's first
   * request.
   */
  static async open(path: string, open: OpenJournal = openJournalFile): Promise<Journal> {
    try {
      return new Journal(await open(path));
    } catch (error) {
      throw journalError(error, 'before');
    }
  }

  /**
   * Writes entries in order and in one piece, and flushes them to disk. Rejects with `journal-full`
   * and then writes nothing more, as the file may end with half a line.
   */
  append(entries: readonly Entry[]): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    const line = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    return new Promise((resolve, reject) => {
      this.#pending.push({ line, done: resolve, failed: reject });
      this.#flushing ??= inHandUntil(this.#flush());
    });
  }

  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        if (this.#failure) throw this.#failure;
        await this.file.appendFile(batch.map((item) => item.line).join(''));
        await this.file.datasync();
        for (const item of batch) item.done();
      } catch (error) {
        this.#failure ??= journalError(error, 'midway');
        for (const item of batch) item.failed(this.#failure);
      }
    }
    this.#flushing = undefined;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.file.close().catch(() => undefined);
  }
}

/**
 * Turns a disk failure into an `UploadError`: `before` anything was sent in this run, or `midway`.
 */
export function journalError(error: unknown, when: 'before' | 'midway'): UploadError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return new UploadError(
    'journal-full',
    isDiskFull(code) ? diskFullMessage(when) : unwritableMessage(when, code ?? t('unknown reason')),
  );
}

function diskFullMessage(when: 'before' | 'midway'): string {
  return when === 'before'
    ? t(
        'The disk is full, so the upload can’t save its progress. Nothing was sent. Free some space and try again.',
      )
    : t(
        'The disk is full, so the upload can’t save its progress. It stopped to avoid losing anything. Free some space and resume it.',
      );
}

function unwritableMessage(when: 'before' | 'midway', code: string): string {
  return when === 'before'
    ? t(
        'The upload can’t save its progress ({0}). Nothing was sent. Check the disk that has the upload records.',
        code,
      )
    : t(
        'The upload can’t save its progress ({0}). It stopped to avoid losing anything. Resume it when the disk is writable again.',
        code,
      );
}

/** Reads all entries. Skips torn lines, which a crash while writing leaves. */
export async function readJournal(path: string): Promise<Entry[]> {
  let text: string;
  try {
    text = await fs.readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const entry = JSON.parse(line) as Entry | null;
      if (typeof entry?.t === 'string') entries.push(entry);
    } catch {
      // A torn line was never confirmed, so nothing relied on it.
    }
  }
  return entries;
}
