import { t } from '@vscode/l10n';
import { commands as editorCommands, Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { requireSegment } from '../../../app/segments/access';
import type { SegmentList } from '../../../app/segments/segmentList';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { isShown } from '../../../app/uploads/standing';
import { Failure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import type { JobSummary } from '../../../upload/jobTypes';
import { stampOf } from '../../base/editorSource';
import { pickOne } from '../../base/pickOne';
import type { AddJobCommand } from './jobCommand';

/** Registers the commands that open what an upload was about: its file, its segment. */
export function registerJobFileCommands(
  add: AddJobCommand,
  accounts: Accounts,
  segments: SegmentList,
): void {
  add({
    name: 'openUploadedFile',
    fits: ({ files }) => files.length > 0,
    noneText: () => t('No uploads'),
    run: (job, byContract) => openFile(job, byContract),
    // They have the same files.
    runAll: ([job]) => openFile(job, false),
  });
  add({
    name: 'showUploadSegment',
    fits: (job) => isShown(job) && job.target.segmentId !== '',
    noneText: () => t('No uploads'),
    run: async (job) => {
      const operation = 'showUploadSegment';
      const account = await requireAccountOfJob(accounts, job, operation);
      const segment = await requireSegment(segments, account, job.target.segmentId, operation);
      await editorCommands.executeCommand('criteoAudiences.showStatistics', {
        kind: 'segment',
        account,
        segment,
      });
      return { segmentId: segment.id };
    },
  });
}

/**
 * Opens the file of an upload; of several, the picked one, or by contract the first. Rejects with
 * `Failure` 'not-found' if it is gone.
 */
async function openFile({ files }: JobSummary, byContract: boolean): Promise<{ uri: string }> {
  const items = files.map(({ uri }) => ({
    label: fileName(uri).forPrompt(),
    uri: Uri.parse(uri),
  }));
  const { uri } =
    items.length === 1 || byContract
      ? items[0]
      : await pickOne(items, t('Open Uploaded File'), t('Which file?'));
  if ((await stampOf(uri)) === undefined)
    throw new Failure(
      'not-found',
      t('“{0}” no longer exists, or it was moved or renamed.', fileName(uri).forNotification()),
      'openUploadedFile',
    );
  await editorCommands.executeCommand('vscode.open', uri);
  return { uri: uri.toString() };
}
