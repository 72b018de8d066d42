import { CodeLens, Range, workspace, type Command, type TextDocument, type Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import {
  fileLenses,
  lastUploadOf,
  type FileLens,
  type LastUpload,
} from '../../../app/uploads/fileLenses';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { segmentNameOf } from '../../../app/uploads/pairings/pairing';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileName } from '../../../common/fileName';
import type { JobState } from '../../../upload/jobTypes';
import { stampOf } from '../../base/editorSource';
import { settings } from '../../base/settings';
import type { Problems } from '../../problems/problems';
import type { JobNode } from './jobNode';

const COMMANDS: Record<FileLens['action'], string> = {
  check: 'criteoAudiences.checkCsv',
  upload: 'criteoAudiences.uploadCsv',
  showProblems: 'criteoAudiences.showProblems',
  fixAll: 'criteoAudiences.fixAllProblems',
  openUpload: 'criteoAudiences.openReport',
};

const FIRST_LINE = new Range(0, 0, 0, 0);

/**
 * Check and Upload above the first line of a file that is paired with a segment, was checked or was
 * sent. They are known without the file's text, which is never read for them.
 */
export class FileCodeLenses extends DisposableOwner {
  private readonly states = new Map<string, JobState | undefined>();

  constructor(
    private readonly problems: Pick<Problems, 'isChecked' | 'figuresOf' | 'onDidChange'>,
    private readonly pairings: Pick<Pairings, 'of' | 'onDidChange'>,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly uploads: Pick<JobEvents, 'ifMade' | 'onDidChange'>,
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
    this.register(
      uploads.onDidChange((jobId) => {
        // Not for each request of an upload.
        const { state } = uploads.ifMade?.job(jobId) ?? {};
        if (this.states.get(jobId) === state) return;
        this.states.set(jobId, state);
        changed();
      }),
    );
    // Requested before this was loaded.
    changed();
  }

  async of(document: TextDocument): Promise<CodeLens[]> {
    const { uri } = document;
    if (!settings.codeLens(uri) || !canBeUploaded(uri)) return [];
    const pairing = this.pairings.of(fileName(uri), uri.toString());
    const last = lastUploadOf(this.uploads.ifMade?.jobs() ?? [], uri.toString());
    const lenses = fileLenses({
      segment: pairing && segmentNameOf(pairing, this.accounts, this.segments),
      operation: pairing?.operation,
      isChecked: this.problems.isChecked(uri),
      figures: await this.problems.figuresOf(document),
      last,
      hasChanged: last && (document.isDirty || (await wasWritten(uri, last))),
      now: Date.now(),
    });
    const node = last && nodeOf(last);
    return lenses.map(
      (lens) =>
        new CodeLens(FIRST_LINE, commandOf(lens, lens.action === 'openUpload' ? node : uri)),
    );
  }
}

/** Neither an old version in git nor an output: those have schemes of their own. */
function canBeUploaded({ scheme }: Uri): boolean {
  const folders = workspace.workspaceFolders ?? [];
  return scheme === 'file' || folders.some(({ uri }) => uri.scheme === scheme);
}

/** Whether a file was written after it was checked for its last upload. */
async function wasWritten(uri: Uri, { size, checkedAt }: LastUpload): Promise<boolean> {
  const now = await stampOf(uri);
  return now?.size !== size || (now.modifiedAt ?? 0) > checkedAt;
}

function nodeOf({ jobs }: LastUpload): JobNode {
  return { kind: 'job', jobId: jobs[0].jobId, jobIds: jobs.map(({ jobId }) => jobId) };
}

function commandOf(
  { title, action, tooltip }: FileLens,
  subject: Uri | JobNode | undefined,
): Command {
  return { title, tooltip, command: COMMANDS[action], arguments: [subject] };
}
