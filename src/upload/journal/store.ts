import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { argumentText } from '../../common/messageText';
import { cut } from '../../common/outsideText';
import {
  createPrivateFileSync,
  isMissing,
  makePrivateFolder,
  replacePrivateFile,
  syncFolder,
} from '../../common/privateFiles';
import { isRecord } from '../../common/records';
import { OtherVersion, parseRecord, recordText } from '../../common/recordVersion';
import type { LeftOutFile } from '../jobTypes';
import { UploadError } from '../uploadError';
import type { Plan, PlannedChunk } from '../uploadTypes';
import { journalError, readJournal, type Entry } from './journal';
import { ListRecords, unreadableError } from './listRecords';

/** What is kept of files that were left out. */
const MAX_LEFT_OUT = 200;
const MAX_REASON = 300;

/**
 * A plan as stored, without findings (checking again recreates them) and chunks (in a file of their
 * own).
 */
export interface StoredJob extends Omit<
  Plan,
  'findings' | 'chunks' | 'previous' | 'unchangedSince' | 'formBefore'
> {
  /** Milliseconds since 1970. */
  plannedAt: number;
  /**
   * The process that created the plan: once it is gone, no one will come back to the plan.
   */
  plannedBy: string;
}

export interface LoadedJob {
  job: StoredJob;
  chunks: PlannedChunk[];
  entries: Entry[];
  /** See `setAssignee`. */
  assignee?: string;
  /** See `setBatch`. */
  batch?: readonly string[];
  /** See `setLeftOut`. */
  leftOut?: readonly LeftOutFile[];
  /** See `setSkipped`. */
  skipped?: Skipped;
}

/** What is left of a job whose files can't be read. */
export interface JobRemains {
  /** Its plan, if that is intact. */
  job?: StoredJob;
  entries: readonly Entry[];
  /** It is of another version, so nothing is known of it. */
  otherVersion?: OtherVersion;
}

/** Why a run that resumes all uploads has left a job to a person. */
export interface Skipped {
  code: string;
  /** When the job had last done anything, in milliseconds since 1970: it counts until it is run again. */
  at: number;
}

/** The jobs and lists on disk. Readable by the user only; contains no identifiers. */
export class Store {
  readonly #jobsFolder: string;
  readonly lists: ListRecords;

  constructor(private readonly storageDir: string) {
    this.#jobsFolder = join(storageDir, 'jobs');
    this.lists = new ListRecords(join(storageDir, 'segments'));
  }

  /** Sortable by time, and unique across windows. */
  newId(now: number): string {
    return `${now.toString(36)}-${randomBytes(4).toString('hex')}`;
  }

  journalPath(jobId: string): string {
    return join(this.#folder(jobId), 'journal.ndjson');
  }

  #folder(jobId: string): string {
    // IDs come from callers: none may escape the folder.
    if (!/^[0-9a-z]+-[0-9a-f]{8}$/.test(jobId)) throw unknownJobError(jobId);
    return join(this.#jobsFolder, jobId);
  }

  /** Writes a plan. Rejects with `journal-full`. */
  async create(
    job: StoredJob,
    chunks: readonly PlannedChunk[],
    loadBits: Uint8Array,
  ): Promise<void> {
    const folder = this.#folder(job.jobId);
    try {
      await makePrivateFolder(folder);
      await replacePrivateFile(join(folder, 'bits.bin'), loadBits);
      await replacePrivateFile(join(folder, 'chunks.json'), JSON.stringify(chunks));
      // Written last: a folder without this file and without a journal isn't a job.
      await replacePrivateFile(join(folder, 'job.json'), recordText(job));
      // A journal must never be on disk without its plan.
      await syncFolder(folder);
      await syncFolder(this.#jobsFolder);
    } catch (error) {
      await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined);
      throw journalError(error, 'before');
    }
  }

  /** Rejects with `unknown-job`, or with `journal-broken` if its files can't be read. */
  async load(jobId: string): Promise<LoadedJob> {
    const folder = this.#folder(jobId);
    try {
      const job = await readJob(folder);
      const chunks: unknown = JSON.parse(await fs.readFile(join(folder, 'chunks.json'), 'utf8'));
      if (!Array.isArray(chunks)) throw brokenJournalError(jobId);
      const assignee = await fs.readFile(join(folder, 'wanted'), 'utf8').catch(() => undefined);
      const batch = await readOwnFile(folder, 'batch.json', parseBatch);
      const leftOut = await readOwnFile(folder, 'left-out.json', parseLeftOut);
      const skipped = await readOwnFile(folder, 'skipped.json', parseSkipped);
      return {
        job,
        chunks: chunks as PlannedChunk[],
        entries: await readJournal(this.journalPath(jobId)),
        assignee,
        batch,
        leftOut,
        skipped,
      };
    } catch (error) {
      const remains = await this.loadRemains(jobId);
      const isGone = isMissing(error) && remains === undefined;
      throw isGone ? unknownJobError(jobId) : brokenJournalError(jobId, remains?.otherVersion);
    }
  }

  /**
   * Records which process is to send a job, as it has no journal until it holds its segment. An
   * empty `owner` means none any more, undefined makes it a plan again. Rejects with `unknown-job`
   * if another window deleted it, and with `journal-full`.
   */
  async setAssignee(jobId: string, owner: string | undefined): Promise<void> {
    const path = join(this.#folder(jobId), 'wanted');
    try {
      if (owner === undefined) await fs.rm(path, { force: true });
      else await replacePrivateFile(path, owner);
    } catch (error) {
      if (isMissing(error)) throw unknownJobError(jobId);
      throw journalError(error, 'before');
    }
  }

  /**
   * Records the jobs that are sent together with a job, in order, itself included. Rejects as
   * `setAssignee`.
   */
  async setBatch(jobId: string, batch: readonly string[]): Promise<void> {
    await this.#writeOwnFile(jobId, 'batch.json', batch);
  }

  /**
   * Records what was left out when a job was sent, with shorter reasons, and gives what it recorded.
   * Rejects as `setAssignee`.
   */
  async setLeftOut(jobId: string, files: readonly LeftOutFile[]): Promise<readonly LeftOutFile[]> {
    const kept = files
      .slice(0, MAX_LEFT_OUT)
      .map((file) => ({ ...file, reason: cut(file.reason, MAX_REASON) }));
    await this.#writeOwnFile(jobId, 'left-out.json', kept);
    return kept;
  }

  /** Records that a job was left to a person, so that this is said once. Rejects as `setAssignee`. */
  async setSkipped(jobId: string, skipped: Skipped): Promise<void> {
    await this.#writeOwnFile(jobId, 'skipped.json', skipped);
  }

  /** Writes a file of a job's own. */
  async #writeOwnFile(jobId: string, name: string, content: unknown): Promise<void> {
    try {
      await replacePrivateFile(join(this.#folder(jobId), name), JSON.stringify(content));
    } catch (error) {
      if (isMissing(error)) throw unknownJobError(jobId);
      throw journalError(error, 'before');
    }
  }

  /** Which rows to send, one bit per row. Rejects with `journal-broken`. */
  async bits(jobId: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return new Uint8Array(await fs.readFile(join(this.#folder(jobId), 'bits.bin')));
    } catch {
      throw brokenJournalError(jobId);
    }
  }

  /** What is left of a job whose files can't be read. Undefined if the job never did anything. */
  async loadRemains(jobId: string): Promise<JobRemains | undefined> {
    const job = await readJob(this.#folder(jobId)).catch((error: unknown) =>
      error instanceof OtherVersion ? error : undefined,
    );
    if (job instanceof OtherVersion) return { entries: [], otherVersion: job };
    const entries = await readJournal(this.journalPath(jobId)).catch(() => []);
    return job === undefined && entries.length === 0 ? undefined : { job, entries };
  }

  /** IDs of all jobs, newest first. Rejects with `records-unreadable`. */
  async jobIds(): Promise<string[]> {
    const names = await fs.readdir(this.#jobsFolder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw unreadableError(this.#jobsFolder, error);
    });
    return names
      .filter((name) => /^[0-9a-z]+-[0-9a-f]{8}$/.test(name))
      .sort()
      .reverse();
  }

  async remove(jobId: string): Promise<void> {
    await fs.rm(this.#folder(jobId), { recursive: true, force: true, maxRetries: 3 });
  }

  /**
   * 8 random bytes that make this installation's fingerprints unique. Never changes, so that
   * uploads can be compared over time. `isKept`: otherwise, a new one isn't written.
   */
  async fingerprintKey(isKept = true): Promise<Uint8Array> {
    const path = join(this.storageDir, 'fingerprint.key');
    const stored = await fs.readFile(path).catch(() => undefined);
    if (stored?.length === 8) return new Uint8Array(stored);
    if (!isKept) return randomBytes(8);
    try {
      await makePrivateFolder(this.storageDir);
      // If two windows start at once, one of them wins, and neither reads half a key.
      const key = randomBytes(8);
      if (stored === undefined) createPrivateFileSync(path, key);
      else await replacePrivateFile(path, key);
      return new Uint8Array(await fs.readFile(path));
    } catch (error) {
      throw journalError(error, 'before');
    }
  }
}

/** What is in one of a job's files; undefined if it is missing or can't be read. */
async function readOwnFile<T>(
  folder: string,
  name: string,
  parse: (text: string) => T | undefined,
): Promise<T | undefined> {
  return fs
    .readFile(join(folder, name), 'utf8')
    .then(parse)
    .catch(() => undefined);
}

/** Without what isn't a file that was left out; undefined if there is none. */
function parseLeftOut(text: string): LeftOutFile[] | undefined {
  const parsed: unknown = JSON.parse(text);
  const files = (Array.isArray(parsed) ? parsed : []).filter(
    (file): file is LeftOutFile =>
      isRecord(file) &&
      typeof file.uri === 'string' &&
      typeof file.reason === 'string' &&
      (file.draft === undefined || isRecord(file.draft)) &&
      (file.segment === undefined ||
        (isRecord(file.segment) &&
          typeof file.segment.id === 'string' &&
          typeof file.segment.name === 'string')),
  );
  return files.length > 0 ? files : undefined;
}

/** Undefined if the text isn't why a job was skipped. */
function parseSkipped(text: string): Skipped | undefined {
  const skipped: unknown = JSON.parse(text);
  return isRecord(skipped) && typeof skipped.code === 'string' && typeof skipped.at === 'number'
    ? { code: skipped.code, at: skipped.at }
    : undefined;
}

/** Undefined if the text isn't a list of job IDs. */
function parseBatch(text: string): string[] | undefined {
  const batch: unknown = JSON.parse(text);
  return Array.isArray(batch) && batch.every((one): one is string => typeof one === 'string')
    ? batch
    : undefined;
}

/** The plan of a job, whose version is that of all of its files. Rejects if it can't be read. */
async function readJob(folder: string): Promise<StoredJob> {
  const path = join(folder, 'job.json');
  const job = parseRecord(await fs.readFile(path, 'utf8'), path);
  if (typeof job.plannedAt !== 'number' || !Array.isArray(job.files) || !job.target || !job.options)
    throw new Error('no job');
  return job as unknown as StoredJob;
}

export function unknownJobError(jobId: unknown): UploadError {
  return new UploadError(
    'unknown-job',
    t('There is no upload {0}, or no longer. See the list of uploads.', argumentText(jobId)),
  );
}

/** `other`: its record is of another version. */
export function brokenJournalError(jobId: string, other?: OtherVersion): UploadError {
  return new UploadError(
    'journal-broken',
    other
      ? t(
          'The record of upload {0} is of another version, and isn’t used: {1}. Check what the segment contains, then start a new upload.',
          argumentText(jobId),
          other.path,
        )
      : t(
          'The record of upload {0} can’t be read. Check what the segment contains, then delete the upload record and start a new upload.',
          argumentText(jobId),
        ),
  );
}
