import { commands, type Uri } from 'vscode';
import { fitsEditor } from '../../../app/repair/fitsEditor';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import type { UploadAction } from '../../../webview/uploadActions';
import { stampOf } from '../../base/editorSource';
import type { Problems } from '../../problems/problems';
import type { RowFixes } from '../../problems/rowFixes';
import { showRows } from '../../problems/showRows';
import type { HostedPage } from './pageHost';

/** What a page does with the rows of files that aren't sent or were rejected. */
export class RowActions {
  constructor(
    private readonly problems: Problems,
    private readonly fixes: RowFixes,
    private readonly page: Pick<HostedPage, 'reveal'>,
  ) {}

  /**
   * Does nothing for other actions. `rule`: for `fix` and `showRows`. Resolves with the rows that the
   * page has to list, because the editor can't show them.
   */
  async run(
    uris: readonly Uri[],
    action: UploadAction,
    rule = '',
  ): Promise<ListedRows | undefined> {
    const concerned = this.withProblems(uris);
    switch (action) {
      case 'fix':
        await this.fix(concerned[0], (uri) => this.fixes.fixRule(uri, rule));
        return undefined;
      case 'fixAll':
        await this.fix(concerned[0], (uri) => this.fixes.fixAllRules(uri));
        return undefined;
      case 'showRows':
        return this.show(concerned, rule);
      case 'exportRows':
        for (const uri of concerned)
          await commands.executeCommand('criteoAudiences.exportRefusedRows', uri);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Whether any rows are known: they are kept only as long as the window. */
  hasRows(uris: readonly Uri[]): boolean {
    return this.withProblems(uris).length > 0;
  }

  private withProblems(uris: readonly Uri[]): Uri[] {
    return uris.filter((uri) => this.problems.readAs(uri) !== undefined);
  }

  /** A file that is too large for the editor is fixed into a new one. */
  private async fix(uri: Uri | undefined, fix: (uri: Uri) => Promise<unknown>): Promise<void> {
    if (!uri) return;
    const size = (await stampOf(uri))?.size ?? 0;
    if (fitsEditor(uri.path, size)) await fix(uri);
    else await commands.executeCommand('criteoAudiences.fixFile', uri);
    // In front of what a fix opened.
    this.page.reveal();
  }

  private async show(uris: readonly Uri[], rule: string): Promise<ListedRows | undefined> {
    const uri = uris.find((one) => this.problems.placesOf(one, rule).length > 0) ?? uris.at(0);
    const lines = uri && (await showRows(this.problems, uri, rule));
    return lines && { rule, lines };
  }
}
