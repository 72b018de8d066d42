import { Uri } from 'vscode';
import type { Draft } from '../../../app/uploads/draft/draft';
import { fileShown } from '../../../app/uploads/page/draftBase';
import { choicesAfterPress } from '../../../app/uploads/page/draftSections';
import { readFilePreview, type FilePreview } from '../../../app/uploads/page/filePreview';
import { fileNames } from '../../../common/fileName';
import type { Dialect } from '../../../csv/csvTypes';
import { sourceOf } from '../../base/editorSource';
import { pickDialect } from './pickChoices';

/** The start of the file that a draft's page shows, and how it is read. */
export class FileReading {
  /** As long as the file is read the same way. */
  private known?: { key: string; value: Promise<FilePreview | undefined> };

  constructor(private readonly draft: Draft) {}

  /** Undefined if the file can't be read. */
  preview(): Promise<FilePreview | undefined> {
    const { draft } = this;
    const { uri, dialect } = draft.choices.files[fileShown(draft.step)];
    // A check reads the files anew, and so does this.
    const key = JSON.stringify([uri, dialect, draft.generation]);
    if (this.known?.key !== key)
      this.known = {
        key,
        value: sourceOf(Uri.parse(uri), draft.options.command)
          .then((source) => readFilePreview({ ...source, dialect }))
          .catch(() => undefined),
      };
    return this.known.value;
  }

  /** The columns after a press on the header of one, or on several; undefined if nothing changes. */
  async columnsAfterPress(pressed: readonly number[]): Promise<(string | number)[] | undefined> {
    return choicesAfterPress(this.draft, await this.preview(), pressed);
  }

  /** Asks how to read a file. Rejects with `Cancelled` on Escape. */
  async pickDialect(file: number): Promise<Partial<Dialect>> {
    const { draft } = this;
    const chosen = draft.choices.files[file];
    const source = await sourceOf(Uri.parse(chosen.uri), draft.options.command);
    const names = fileNames([chosen]).forNotification();
    return pickDialect(names, { ...source, dialect: chosen.dialect });
  }
}
