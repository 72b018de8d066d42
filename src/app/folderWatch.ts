import { existsSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Disposable } from '../common/events';
import { Later } from '../common/later';

/** Milliseconds until a folder that can't be watched is tried again. */
const RETRY = 30_000;

/**
 * Watches a folder that need not exist yet and may be deleted: until it exists, the nearest folder
 * above it is watched instead.
 */
export class FolderWatch implements Disposable {
  private watcher: FSWatcher | undefined;
  private readonly retry = new Later('pause', RETRY, () => this.attachAgain());
  private isDisposed = false;

  /**
   * `top`: the uppermost folder that may be watched, `folder` itself or one above it. `onChange` gets
   * the name of the file; undefined if any may have changed.
   */
  constructor(
    private readonly folder: string,
    private readonly top: string,
    private readonly onChange: (file?: string) => void,
  ) {
    this.attach();
  }

  dispose(): void {
    this.isDisposed = true;
    this.detach();
  }

  /** `isAgain`: the folder was there, and couldn't be watched. */
  private attach(isAgain = false): void {
    this.detach();
    if (this.isDisposed) return;
    let below: string | undefined;
    for (let path = this.folder; ; [below, path] = [path, dirname(path)]) {
      if (this.tryWatching(path, below)) {
        if (below === undefined) return;
        // It may have been created in between.
        if (existsSync(below) && !isAgain) return this.attachAgain(true);
        if (!existsSync(below)) return;
        break;
      }
      if (path === this.top || path === dirname(path)) break;
    }
    this.retry.call();
  }

  /** `below`: the folder that is missing; undefined for the folder itself. */
  private tryWatching(path: string, below: string | undefined): boolean {
    try {
      const watcher = watch(path, { persistent: false }, (event, file) => {
        if (watcher !== this.watcher) return;
        if (below !== undefined) {
          if (existsSync(below)) this.attachAgain();
        } else if (event === 'rename' && !existsSync(path)) this.attachAgain();
        // Its own name: the folder was touched, or deleted and created again.
        else if (file === null || file === basename(path)) this.attachAgain();
        else this.onChange(file);
      });
      watcher.on('error', () => {
        if (watcher !== this.watcher) return;
        this.detach();
        this.retry.call();
        this.onChange();
      });
      this.watcher = watcher;
      return true;
    } catch {
      return false;
    }
  }

  /** Another folder is to be watched than before. */
  private attachAgain(isAgain = false): void {
    this.attach(isAgain);
    this.onChange();
  }

  private detach(): void {
    this.watcher?.close();
    this.watcher = undefined;
    this.retry.cancel();
  }
}
