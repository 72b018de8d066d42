import { commands, type Uri } from 'vscode';
import { fitsEditor } from '../../../app/repair/fitsEditor';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import type { UploadAction } from '../../../webview/uploadModel';
import { stampOf } from '../../base/editorSource';
import type { Problems } from '../../problems/problems';
import type { RowFixes } from '../../problems/rowFixes';
import { showRows } from '../../problems/showRows';

/** What a page does with the rows of its files that aren't sent or were rejected. */
export class RowActions {
  constructor(
    private readonly problems: Problems,
    private readonly fixes: RowFixes,
    private readonly uris: readonly Uri[],
    /** Shows the page again, in front of what a fix opened. */
    private readonly reveal: () => void,
    private readonly list: (rows: ListedRows) => void,
  ) {}

  /** Whether it was one of these actions. `rule`: for `fix` and `showRows`. */
  async run(action: UploadAction, rule = ''): Promise<boolean> {
    switch (action) {
      case 'fix':
        await this.fix((uri) => this.fixes.fixRule(uri, rule));
        return true;
      case 'fixAll':
        await this.fix((uri) => this.fixes.fixAllRules(uri));
        return true;
      case 'showRows':
        await this.show(rule);
        return true;
      case 'exportRows':
        for (const uri of this.withProblems)
          await commands.executeCommand('criteoAudiences.exportRefusedRows', uri);
        return true;
      default:
        return false;
    }
  }

  /** Whether any rows are known: they are kept only as long as the window. */
  get hasRows(): boolean {
    return this.withProblems.length > 0;
  }

  private get withProblems(): Uri[] {
    return this.uris.filter((uri) => this.problems.readAs(uri) !== undefined);
  }

  /** One file after the other. A file that is too large for the editor is fixed into a new one. */
  private async fix(fix: (uri: Uri) => Promise<unknown>): Promise<void> {
    for (const uri of this.withProblems) {
      const size = (await stampOf(uri))?.size ?? 0;
      if (fitsEditor(uri.path, size)) await fix(uri);
      else await commands.executeCommand('criteoAudiences.fixFile', uri);
    }
    this.reveal();
  }

  private async show(rule: string): Promise<void> {
    const uris = this.withProblems;
    const uri = uris.find((one) => this.problems.placesOf(one, rule).length > 0) ?? uris.at(0);
    if (!uri) return;
    const lines = await showRows(this.problems, uri, rule);
    if (lines) this.list({ rule, lines });
  }
}
