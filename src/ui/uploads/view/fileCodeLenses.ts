import { CodeLens, Range, workspace, type Command, type TextDocument, type Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import { fileLenses, type FileLens } from '../../../app/uploads/fileLenses';
import { segmentNameOf } from '../../../app/uploads/pairings/pairing';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileName } from '../../../common/fileName';
import { settings } from '../../base/settings';
import type { Problems } from '../../problems/problems';

const COMMANDS: Record<FileLens['action'], string> = {
  check: 'criteoAudiences.checkCsv',
  upload: 'criteoAudiences.uploadCsv',
  showProblems: 'criteoAudiences.showProblems',
  fixAll: 'criteoAudiences.fixAllProblems',
};

const FIRST_LINE = new Range(0, 0, 0, 0);

/**
 * Check and Upload above the first line of a file that is paired with a segment or was checked. They
 * are known without the file's text, which is never read for them.
 */
export class FileCodeLenses extends DisposableOwner {
  constructor(
    private readonly problems: Pick<Problems, 'isChecked' | 'figuresOf' | 'onDidChange'>,
    private readonly pairings: Pick<Pairings, 'of' | 'onDidChange'>,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    /** Called when the lenses of any file may have changed. */
    changed: () => void,
  ) {
    super();
    this.register(problems.onDidChange(changed));
    this.register(pairings.onDidChange(changed));
    // Names of segments.
    this.register(accounts.onDidChange(changed));
    this.register(segments.onDidChange(changed));
    this.register(settings.onDidChange(changed));
    // Requested before this was loaded.
    changed();
  }

  async of(document: TextDocument): Promise<CodeLens[]> {
    const { uri } = document;
    if (!settings.codeLens(uri) || !canBeUploaded(uri)) return [];
    const pairing = this.pairings.of(fileName(uri), uri.toString());
    const lenses = fileLenses({
      segment: pairing && segmentNameOf(pairing, this.accounts, this.segments),
      operation: pairing?.operation,
      isChecked: this.problems.isChecked(uri),
      figures: await this.problems.figuresOf(document),
    });
    return lenses.map((lens) => new CodeLens(FIRST_LINE, commandOf(lens, uri)));
  }
}

/** Neither an old version in git nor an output: those have schemes of their own. */
function canBeUploaded({ scheme }: Uri): boolean {
  const folders = workspace.workspaceFolders ?? [];
  return scheme === 'file' || folders.some(({ uri }) => uri.scheme === scheme);
}

function commandOf({ title, action, tooltip }: FileLens, uri: Uri): Command {
  return { title, tooltip, command: COMMANDS[action], arguments: [uri] };
}
