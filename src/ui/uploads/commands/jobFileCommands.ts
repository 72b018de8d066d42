import { t } from '@vscode/l10n';
import { commands as editorCommands, Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { requireSegment } from '../../../app/segments/access';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { Receipt } from '../../../app/uploads/receipt/receipt';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { isShown } from '../../../app/uploads/standing';
import type { UploadOpener } from '../../../app/uploads/upload';
import { Failure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import type { JobSummary } from '../../../upload/jobTypes';
import { stampOf } from '../../base/editorSource';
import { pickOne } from '../../base/pickOne';
import type { SegmentNode } from '../../segments/segmentNode';
import type { UploadPages } from '../page/uploadPages';
import { UPLOADS_THAT_ARE } from './jobActions';
import type { JobCommands } from './jobCommands';

/** Registers the commands that open an upload, and what it was about: its file, its segment. */
export function registerJobFileCommands(
  jobs: JobCommands,
  accounts: Accounts,
  segments: SegmentList,
  pages: UploadPages,
  receipt: UploadOpener['receipt'],
): void {
  const noneText = (): string => t('No uploads');
  const reportOf = async (job: JobSummary): Promise<Receipt | undefined> =>
    job.report && receipt(job, job.report);
  jobs.add({
    name: 'openReport',
    fits: UPLOADS_THAT_ARE.shown,
    noneText,
    run: reportOf,
    prompt: (job) => {
      pages.openJobs([job.jobId]);
      return reportOf(job);
    },
    promptAll: async ([{ jobId, batch = [jobId] }]) => pages.openJobs(batch),
  });
  jobs.add({
    name: 'openUploadedFile',
    fits: ({ files }) => files.length > 0,
    noneText,
    run: ({ files: [{ uri }] }) => openFile(uri),
    prompt: async (job) => openFile(await pickFile(job)),
    // They have the same files.
    promptAll: async ([job]) => openFile(await pickFile(job)),
  });
  const operation = 'showUploadSegment';
  const showSegment = async (job: JobSummary): Promise<{ segmentId: string }> => {
    const account = await requireAccountOfJob(accounts, job, operation);
    const segment = await requireSegment(segments, account, job.target.segmentId, operation);
    const node: SegmentNode = { kind: 'segment', account, segment };
    await editorCommands.executeCommand('criteoAudiences.showStatistics', node);
    return { segmentId: segment.id };
  };
  jobs.add({
    name: operation,
    fits: (job) => isShown(job) && job.target.segmentId !== '',
    noneText,
    run: showSegment,
    prompt: showSegment,
  });
}

/** Asks which file of an upload if it has several. Throws `Cancelled`. */
async function pickFile({ files }: JobSummary): Promise<string> {
  if (files.length === 1) return files[0].uri;
  const items = files.map(({ uri }) => ({ label: fileName(uri).forPrompt(), uri }));
  return (await pickOne(items, t('Open Uploaded File'), t('Which file?'))).uri;
}

/** Rejects with `Failure` 'not-found' if it is gone. */
async function openFile(text: string): Promise<{ uri: string }> {
  const uri = Uri.parse(text);
  if ((await stampOf(uri)) === undefined)
    throw new Failure(
      'not-found',
      t('“{0}” no longer exists, or it was moved or renamed.', fileName(uri).forNotification()),
      'openUploadedFile',
    );
  await editorCommands.executeCommand('vscode.open', uri);
  return { uri: uri.toString() };
}
