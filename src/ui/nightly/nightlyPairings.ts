import { dirname } from 'node:path';
import { Uri, workspace } from 'vscode';
import { entryPairings, type FolderPairing } from '../../app/nightly/editor/entryPairings';
import { parseNightly } from '../../app/nightly/file/parseNightly';
import type { Pairing } from '../../app/uploads/pairings/pairing';
import { DisposableOwner } from '../../common/disposableOwner';
import { NIGHTLY_GLOB } from '../base/names';
import { nightlyFiles, savedText } from './writeEntries';

/** Where the nightly files of a workspace that is trusted say that files go. */
export class NightlyPairings extends DisposableOwner {
  private pairings: readonly FolderPairing[] = [];
  private reading = Promise.resolve();

  /** `changed`: called once they are read, and after each change. */
  constructor(changed: () => void) {
    super();
    const read = (): void => void this.read().then(changed);
    const watcher = this.register(workspace.createFileSystemWatcher(NIGHTLY_GLOB));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      this.register(event(read));
    this.register(workspace.onDidGrantWorkspaceTrust(read));
    this.register(workspace.onDidChangeWorkspaceFolders(read));
    read();
  }

  /** Reads them anew: what has changed may not be known yet. */
  read(): Promise<void> {
    // One after the other: an older one must not end after a newer one.
    return (this.reading = this.reading.then(() => this.readAll()));
  }

  /** Those of the files beside one. */
  of(uri?: string): readonly Pairing[] {
    const file = uri === undefined ? undefined : Uri.parse(uri);
    if (file?.scheme !== 'file') return [];
    const folder = dirname(file.fsPath);
    return this.pairings.flatMap((one) => (one.folder === folder ? one.pairing : []));
  }

  private async readAll(): Promise<void> {
    const uris = workspace.isTrusted ? await nightlyFiles() : [];
    const files = await Promise.all(
      uris.map((uri) =>
        savedText(uri)
          .then((text = '') => parseNightly(text, uri.toString()).file)
          .catch(() => undefined),
      ),
    );
    this.pairings = files.flatMap((file) => (file ? entryPairings(file) : []));
  }
}
