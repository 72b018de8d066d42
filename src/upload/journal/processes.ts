import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolderSync, replacePrivateFileSync } from '../../common/privateFiles';
import { journalError } from './journal';

/** How often a process says that it lives, in milliseconds. */
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

/** What a process says of itself; when it did so last is the file's time. */
interface Card {
  pid: number;
  host: string;
  /** Start of the process as the system counts it; a process id alone comes again. */
  started?: string;
}

/**
 * Says for every process that works on uploads whether it is still there: a file with process id
 * and start time, touched every 5 s. An extension host can outlive its window, and can be killed
 * without a word.
 */
export class Processes {
  /** This process's name as an owner, in journals and locks. */
  readonly id = randomBytes(8).toString('hex');
  readonly #folder: string;
  #heart: NodeJS.Timeout | undefined;
  /** The last word of others, and since when it is known here. */
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
  register(): void {
    if (this.#heart) return;
    try {
      this.#write();
    } catch (error) {
      throw journalError(error, 'before');
    }
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT);
    this.#heart.unref();
    this.#removeDead();
  }

  /** All that it held is free at once. */
  unregister(): void {
    clearInterval(this.#heart);
    this.#heart = undefined;
    fs.rmSync(this.#path(this.id), { force: true });
  }

  isAlive(id: string): boolean {
    if (id === this.id) return this.#heart !== undefined;
    const other = this.#read(id);
    if (other === undefined) return false;
    const { pid, host, started, word } = other;
    const silent = Date.now() - word >= SILENCE;
    // A storage folder can be shared by machines or containers, whose process ids mean nothing
    // here.
    if (host !== hostname()) return !silent;
    if (!processExists(pid)) return false;
    const startedHere = startOf(pid);
    if (startedHere === undefined || started === undefined) return !silent;
    return startedHere === started && !this.#isStuck(id, word);
  }

  #isStuck(id: string, word: number): boolean {
    const now = this.awake();
    const heard = this.#heard.get(id);
    if (heard?.word === word) return now - heard.since > STUCK;
    this.#heard.set(id, { word, since: now });
    return false;
  }

  #write(): void {
    makePrivateFolderSync(this.#folder);
    const card: Card = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
    // Whole wherever it is kept, also where files have no second names: half of it would be nobody's.
    replacePrivateFileSync(this.#path(this.id), JSON.stringify(card));
  }

  /** Undefined where there is none: also for no id at all, which is the folder itself. */
  #read(id: string): (Card & { word: number }) | undefined {
    try {
      const card = JSON.parse(fs.readFileSync(this.#path(id), 'utf8')) as Card;
      return { ...card, word: fs.statSync(this.#path(id)).mtimeMs };
    } catch {
      return undefined;
    }
  }

  /**
   * Another process that found this one silent after a sleep may have taken the file away: who
   * lives comes back.
   */
  #beat(): void {
    const now = new Date();
    fs.utimes(this.#path(this.id), now, now, (error) => {
      if (error?.code !== 'ENOENT' || this.#heart === undefined) return;
      try {
        this.#write();
      } catch {
        // A full disk; the next beat tries again.
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
