import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolderSync, replacePrivateFileSync } from '../../common/privateFiles';
import { journalError } from './journal';

/** Interval of the heartbeat, in milliseconds. */
const HEARTBEAT = 5_000;
/**
 * Milliseconds without a heartbeat after which a process is considered dead, if nothing better is
 * known: sleep and debuggers pause heartbeats for a while.
 */
const MAX_SILENCE = 60_000;
/**
 * Milliseconds after which an existing process without a heartbeat is considered stuck. Measured by
 * a clock that stops while the machine sleeps, and only from when this process first saw the
 * heartbeat, so that no process is considered stuck because the machine slept.
 */
const MAX_STUCK = 120_000;

/** The content of a process's file. The file's modification time is the last heartbeat. */
interface ProcessFile {
  pid: number;
  host: string;
  /** Start time according to the system: process IDs alone are reused. */
  started?: string;
}

/**
 * Tracks which of the processes that work on uploads are alive: each has a file with its process ID
 * and start time, touched every 5 s. Needed because an extension host can outlive its window, or be
 * killed at any time.
 */
export class Processes {
  /** Identifies this process as an owner in journals and locks. */
  readonly id = randomBytes(8).toString('hex');
  readonly #folder: string;
  #heartbeat: NodeJS.Timeout | undefined;
  /** The last heartbeat of other processes, and since when this one knows it. */
  readonly #seenBeats = new Map<string, { word: number; since: number }>();

  /** `awake`: a monotonic clock in milliseconds that stops while the machine sleeps. */
  constructor(
    storageDir: string,
    private readonly awakeTime: () => number = () => performance.now(),
  ) {
    this.#folder = join(storageDir, 'owners');
  }

  /**
   * Starts the heartbeat unless it is running. Throws `journal-full` if the disk can't be written.
   */
  register(): void {
    if (this.#heartbeat) return;
    try {
      this.#write();
    } catch (error) {
      throw journalError(error, 'before');
    }
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT);
    this.#heartbeat.unref();
    this.#removeDead();
  }

  /** Releases everything that this process holds. */
  unregister(): void {
    if (!this.#heartbeat) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    fs.rmSync(this.#path(this.id), { force: true });
  }

  isAlive(id: string): boolean {
    if (id === this.id) return this.#heartbeat !== undefined;
    const file = this.#read(id);
    if (file === undefined) return false;
    const { pid, host, started, word: beatAt } = file;
    const isSilent = Date.now() - beatAt >= MAX_SILENCE;
    // Machines or containers can share a storage folder; their process IDs mean nothing here.
    if (host !== hostname()) return !isSilent;
    if (!processExists(pid)) return false;
    const startedHere = startTicks(pid);
    if (startedHere === undefined || started === undefined) return !isSilent;
    return startedHere === started && !this.#isStuck(id, beatAt);
  }

  #isStuck(id: string, beatAt: number): boolean {
    const now = this.awakeTime();
    const seen = this.#seenBeats.get(id);
    if (seen?.word === beatAt) return now - seen.since > MAX_STUCK;
    this.#seenBeats.set(id, { word: beatAt, since: now });
    return false;
  }

  #write(): void {
    makePrivateFolderSync(this.#folder);
    const content: ProcessFile = {
      pid: process.pid,
      host: hostname(),
      started: startTicks(process.pid),
    };
    // Written atomically: half a file would belong to no process.
    replacePrivateFileSync(this.#path(this.id), JSON.stringify(content));
  }

  /** Undefined if there is no such file, or for an empty ID, which is the folder itself. */
  #read(id: string): (ProcessFile & { word: number }) | undefined {
    try {
      const content = JSON.parse(fs.readFileSync(this.#path(id), 'utf8')) as ProcessFile;
      return { ...content, word: fs.statSync(this.#path(id)).mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** Recreates the file if another process removed it because this one was silent during sleep. */
  #beat(): void {
    const now = new Date();
    fs.utimes(this.#path(this.id), now, now, (error) => {
      if (error?.code !== 'ENOENT' || this.#heartbeat === undefined) return;
      try {
        this.#write();
      } catch {
        // The disk is full; the next heartbeat tries again.
      }
    });
  }

  #removeDead(): void {
    for (const name of fs.readdirSync(this.#folder)) {
      if (!name.endsWith('.new') && !this.isAlive(name))
        fs.rmSync(this.#path(name), { force: true });
    }
  }

  #path(id: string): string {
    return join(this.#folder, id);
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The start time of a process in clock ticks since boot. Linux only; elsewhere the heartbeat has to
 * suffice.
 */
function startTicks(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The process name in parentheses may itself contain spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
