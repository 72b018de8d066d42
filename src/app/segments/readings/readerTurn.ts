import { join } from 'node:path';
import { Locks, type Lock } from '../../../upload/journal/locks';
import { Processes } from '../../../upload/journal/processes';

/**
 * Lets one window read for all that share the state folder, and knows whether any of them, or a
 * terminal, is working on a segment: an upload or a clear locks it.
 */
export class ReaderTurn {
  private readonly processes: Processes;
  private readonly turns: Locks;
  private readonly segments: Locks;
  private lock: Lock | undefined;

  constructor(storage: string) {
    this.processes = new Processes(storage);
    this.segments = new Locks(storage, this.processes);
    this.turns = new Locks(join(storage, 'readings'), this.processes);
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
}
