import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, join } from 'node:path';
import { t } from '@vscode/l10n';
import { fileNamesOf } from '../../common/messageText';
import {
  createPrivateFileSync,
  hashedFileName,
  makePrivateFolderSync,
} from '../../common/privateFiles';
import { UploadError } from '../uploadError';
import { journalError } from './journal';
import type { Processes } from './processes';

interface LockHolder {
  owner: string;
  jobId: string;
}

/**
 * Ensures one writer per segment, across all windows and processes that share the storage folder.
 *
 * A lock is a file with a number in its name; the highest number counts. Whoever finds its owner
 * dead creates the next number. Only one process can, since creating a file that must not exist is
 * atomic. An owner that wakes up after that sees the higher number and stops.
 *
 * Own code because `proper-lockfile` relies on the wall clock alone (a machine that slept considers
 * its own locks stale) and lets two processes that find a stale lock both acquire it. System locks
 * (`fs-native-extensions`) need native code for each platform and show neither who holds a lock nor
 * that its holder hangs.
 */
export class Locks {
  readonly #folder: string;

  constructor(
    storageDir: string,
    private readonly processes: Processes,
  ) {
    this.#folder = join(storageDir, 'locks');
  }

  /**
   * Locks a segment for a job; undefined if another job holds it. Throws `journal-full` if the disk
   * can't be written.
   */
  acquire(origin: string, segmentId: string, jobId: string): Lock | undefined {
    // A lock counts only while its owner is registered.
    this.processes.register();
    try {
      return this.#acquire(origin, segmentId, jobId);
    } catch (error) {
      throw journalError(error, 'before');
    }
  }

  #acquire(origin: string, segmentId: string, jobId: string): Lock | undefined {
    makePrivateFolderSync(this.#folder);
    const name = hashedFileName(origin, segmentId);
    const top = this.#topFile(name);
    if (top !== undefined && this.#liveHolder(top)) return undefined;
    const path = join(this.#folder, `${name}.${numberOf(top) + 1}`);
    // Numbers are reused after a lock is released: the token distinguishes this lock from later
    // ones.
    const content = JSON.stringify({
      owner: this.processes.id,
      jobId,
      token: randomBytes(8).toString('hex'),
    });
    if (!createPrivateFileSync(path, content)) return undefined;
    for (const file of this.#files(name)) {
      if (numberOf(file) < numberOf(path)) fs.rmSync(join(this.#folder, file), { force: true });
    }
    return new Lock(path, content, () => this.#topFile(name) === basename(path));
  }

  /** Who is working on a segment now. */
  holder(origin: string, segmentId: string): LockHolder | undefined {
    const top = this.#topFile(hashedFileName(origin, segmentId));
    return top === undefined ? undefined : this.#liveHolder(top);
  }

  #liveHolder(file: string): LockHolder | undefined {
    try {
      const holder = JSON.parse(fs.readFileSync(join(this.#folder, file), 'utf8')) as LockHolder;
      return this.processes.isAlive(holder.owner) ? holder : undefined;
    } catch {
      return undefined;
    }
  }

  #files(name: string): string[] {
    try {
      return fs
        .readdirSync(this.#folder)
        .filter((file) => file.startsWith(`${name}.`) && /\.\d+$/.test(file));
    } catch {
      return [];
    }
  }

  #topFile(name: string): string | undefined {
    return this.#files(name).sort((a, b) => numberOf(b) - numberOf(a))[0];
  }
}

export class Lock {
  #released = false;

  constructor(
    private readonly path: string,
    private readonly content: string,
    private readonly isTop: () => boolean,
  ) {}

  /**
   * False once another process considered this one dead: it must not send anything more. Also false
   * if the lock can't be read, because stopping needlessly only costs a resume, while continuing
   * could undo what another process sent.
   */
  get isHeld(): boolean {
    return !this.#released && this.isTop() && this.#isMine();
  }

  release(): void {
    if (!this.#released && this.#isMine()) fs.rmSync(this.path, { force: true });
    this.#released = true;
  }

  #isMine(): boolean {
    try {
      return fs.readFileSync(this.path, 'utf8') === this.content;
    } catch {
      return false;
    }
  }
}

function numberOf(file: string | undefined): number {
  return file === undefined ? 0 : Number(/\.(\d+)$/.exec(file)?.[1] ?? 0);
}

/** Why a segment can't be cleared while an upload holds its lock. */
export function segmentBusyError(segmentId: string): UploadError {
  return new UploadError(
    'locked',
    t(
      'An upload to segment {0} is in progress. Wait for it to end or cancel it, then clear the segment.',
      segmentId,
    ),
  );
}

/** The error for a job that can't be touched while it runs. */
export function jobBusyError(
  files: Parameters<typeof fileNamesOf>[0] | undefined,
  jobId: string,
): UploadError {
  return new UploadError(
    'locked',
    t(
      'The upload of {0} is in progress. Wait for it to end, or cancel it first.',
      fileNamesOf(files ?? []) || jobId,
    ),
  );
}
