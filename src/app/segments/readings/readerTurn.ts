import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolderSync, replacePrivateFileSync } from '../../../common/privateFiles';
import { Locks, type Lock } from '../../../upload/journal/locks';
import { Processes } from '../../../upload/journal/processes';

/** When requests began, of whichever window, in milliseconds since 1970. */
export interface Starts {
  live: readonly number[];
  sandbox: readonly number[];
}

/**
 * Lets one window read for all that share the state folder, and knows whether any of them, or a
 * terminal, is working on a segment: an upload or a clear locks it.
 */
export class ReaderTurn {
  private readonly processes: Processes;
  private readonly turns: Locks;
  private readonly segments: Locks;
  private readonly folder: string;
  private lock: Lock | undefined;

  constructor(storage: string) {
    this.processes = new Processes(storage);
    this.segments = new Locks(storage, this.processes);
    this.folder = join(storage, 'readings');
    this.turns = new Locks(this.folder, this.processes);
  }

  /**
   * Whether this window may read now; takes the turn if it is free. Throws the file system's failure
   * if the folder can't be written.
   */
  take(): 'taken' | 'kept' | 'elsewhere' {
    if (this.lock?.isHeld) return 'kept';
    this.lock = undefined;
    // Looked at first, since waiting for a turn needs no heartbeat.
    if (!this.turns.holder('readings', '')) this.lock = this.turns.acquire('readings', '', '');
    return this.lock ? 'taken' : 'elsewhere';
  }

  /** Lets another window read. */
  release(): void {
    this.lock?.release();
    this.lock = undefined;
    this.processes.unregister();
  }

  /** Whether an upload or a clear is in progress. */
  get isUploading(): boolean {
    return this.segments.isAnyHeld;
  }

  /** When the last requests began: a new turn must not be another minute's worth. */
  lastStarts(): Starts {
    const { live, sandbox } = this.read('starts') as Partial<Record<string, unknown>>;
    return { live: times(live), sandbox: times(sandbox) };
  }

  /** Keeps them for the window that reads next. */
  keepStarts(starts: Starts): void {
    this.write('starts', starts);
  }

  /**
   * When the API last answered any window's reading with a 429, in milliseconds since 1970; 0 if it
   * never did. `here`: when it did so in this process, which the others get to know.
   */
  lastRefusal(here = 0): number {
    const [elsewhere = 0] = times([(this.read('refused') as { at?: unknown }).at]);
    if (here > elsewhere) this.write('refused', { at: here });
    return Math.max(here, elsewhere);
  }

  private read(name: string): object {
    try {
      const value: unknown = JSON.parse(readFileSync(this.file(name), 'utf8'));
      return typeof value === 'object' && value !== null ? value : {};
    } catch {
      return {};
    }
  }

  /** Not worth a failure: if the disk is full, only this window knows it. */
  private write(name: string, value: object): void {
    try {
      makePrivateFolderSync(this.folder);
      replacePrivateFileSync(this.file(name), JSON.stringify(value));
    } catch {
      // See above.
    }
  }

  private file(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}

function times(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((at): at is number => Number.isFinite(at)) : [];
}
