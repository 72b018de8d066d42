import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, join } from 'node:path';
import {
  createPrivateFileSync,
  makePrivateFolderSync,
  storedNameOf,
} from '../../common/privateFiles';
import { journalError } from './journal';
import type { Processes } from './processes';

export interface LockHolder {
  owner: string;
  jobId: string;
}

/**
 * One writer a segment, over all windows and processes that share the storage folder.
 *
 * A lock is a file with a number in its name; the highest number counts. Who finds its owner dead
 * makes the next number: only one can, since making a file that must not exist is atomic. Whoever
 * wakes up after that finds a higher number and knows.
 *
 * Own code, since `proper-lockfile` goes by the clock on the wall alone (a machine that slept finds
 * its own locks stale) and lets two who find one stale both have it; locks of the system
 * (`fs-native-extensions`) want native code for each platform, and tell neither who has one nor that
 * it hangs.
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
   * Takes a segment for a job; undefined where another job has it. Throws `journal-full` where the
   * disk cannot be written.
   */
  acquire(origin: string, segmentId: string, jobId: string): Lock | undefined {
    // A lock counts for as long as its owner is seen to live.
    this.processes.register();
    try {
      return this.#take(origin, segmentId, jobId);
    } catch (error) {
      throw journalError(error, 'before');
    }
  }

  #take(origin: string, segmentId: string, jobId: string): Lock | undefined {
    makePrivateFolderSync(this.#folder);
    const name = storedNameOf(origin, segmentId);
    const top = this.#top(name);
    if (top !== undefined && this.#heldBy(top)) return undefined;
    const path = join(this.#folder, `${name}.${numberOf(top) + 1}`);
    // Numbers come again once a lock was released: the token tells this one from its successors.
    const content = JSON.stringify({
      owner: this.processes.id,
      jobId,
      token: randomBytes(8).toString('hex'),
    });
    if (!createPrivateFileSync(path, content)) return undefined;
    for (const older of this.#files(name)) {
      if (numberOf(older) < numberOf(path)) fs.rmSync(join(this.#folder, older), { force: true });
    }
    return new Lock(path, content, () => this.#top(name) === basename(path));
  }

  /** Who works on a segment now. */
  holder(origin: string, segmentId: string): LockHolder | undefined {
    const top = this.#top(storedNameOf(origin, segmentId));
    return top === undefined ? undefined : this.#heldBy(top);
  }

  #heldBy(file: string): LockHolder | undefined {
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

  #top(name: string): string | undefined {
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
   * False after somebody took this process for dead: it must not send any more. False as well where
   * that cannot be read: to stop for nothing costs a resume, to go on costs what another one sent.
   */
  get held(): boolean {
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
