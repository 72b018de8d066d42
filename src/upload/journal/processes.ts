import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolderSync } from '../../common/privateFiles';
import { journalFailure } from './journal';

/** How often an owner says that it lives, in milliseconds. */
const HEARTBEAT = 5_000;
/**
 * Without a word for so long it is taken for dead, where nothing better tells: sleep and debuggers
 * stop hearts for a while.
 */
const SILENCE = 60_000;

/**
 * A process that is there and yet says nothing for so long is stuck: measured by a clock that
 * stands still with the machine, and only while this process looks on, so that nobody is taken for
 * dead for having slept as long as we did.
 */
const STUCK = 120_000;

interface OwnerFile {
  pid: number;
  host: string;
  /** Start of the process as the system counts it; a process id alone comes again. */
  started?: string;
}

/**
 * Says for every window that works on uploads whether it is still there: a file with process id and
 * start time, touched every 5 s. An extension host can outlive its window, and can be killed
 * without a word.
 */
export class Owners {
  /** This owner's name, in journals and locks. */
  readonly id = randomBytes(8).toString('hex');
  readonly #folder: string;
  #timer: NodeJS.Timeout | undefined;
  /** The last word of other owners, and since when it is known here. */
  readonly #heard = new Map<string, { word: number; since: number }>();

  /** `awake`: milliseconds that this machine was awake, from any moment on. */
  constructor(
    storageDir: string,
    private readonly awake: () => number = () => performance.now(),
  ) {
    this.#folder = join(storageDir, 'owners');
  }

  /**
   * Begins to be seen, if it is not yet. Throws `journal-full` where the disk cannot be written.
   */
  appear(): void {
    if (this.#timer) return;
    try {
      this.#write();
    } catch (error) {
      throw journalFailure(error, 'before');
    }
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT);
    this.#timer.unref();
    this.#clean();
  }

  #write(): void {
    makePrivateFolderSync(this.#folder);
    const started = startOf(process.pid);
    const file: OwnerFile = {
      pid: process.pid,
      host: hostname(),
      ...(started !== undefined && { started }),
    };
    // Written beside and renamed: nobody reads half of it.
    fs.writeFileSync(this.#path(`${this.id}.new`), JSON.stringify(file), { mode: 0o600 });
    fs.renameSync(this.#path(`${this.id}.new`), this.#path(this.id));
  }

  /**
   * A cleaner, or a window that found this one silent after a sleep, may have taken the file away:
   * who lives comes back.
   */
  #beat(): void {
    const now = new Date();
    fs.utimes(this.#path(this.id), now, now, (error) => {
      if (error?.code !== 'ENOENT' || this.#timer === undefined) return;
      try {
        this.#write();
      } catch {
        // A full disk; the next beat tries again.
      }
    });
  }

  /** All that it held is free at once. */
  disappear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    fs.rmSync(this.#path(this.id), { force: true });
  }

  isAlive(id: string): boolean {
    if (id === this.id) return this.#timer !== undefined;
    if (id === '') return false;
    let file: OwnerFile;
    let word: number;
    try {
      file = JSON.parse(fs.readFileSync(this.#path(id), 'utf8')) as OwnerFile;
      word = fs.statSync(this.#path(id)).mtimeMs;
    } catch {
      return false;
    }
    const silent = Date.now() - word;
    // A storage folder can be shared by machines or containers, whose process ids mean nothing
    // here.
    if (file.host !== hostname()) return silent < SILENCE;
    if (!processExists(file.pid)) return false;
    const started = startOf(file.pid);
    if (started === undefined || file.started === undefined) return silent < SILENCE;
    return started === file.started && !this.#isStuck(id, word);
  }

  #isStuck(id: string, word: number): boolean {
    const now = this.awake();
    const heard = this.#heard.get(id);
    if (heard?.word === word) return now - heard.since > STUCK;
    this.#heard.set(id, { word, since: now });
    return false;
  }

  /** Removes what dead owners left. */
  #clean(): void {
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
 * The start time of a process on Linux, in ticks since the boot; elsewhere the heartbeat has to do.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks and brackets itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
