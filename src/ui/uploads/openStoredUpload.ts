import { Uri } from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import { virtualFileBytes } from '../../app/uploads/draft/workspace';
import type { OpenUpload, Upload } from '../../app/uploads/upload';
import type { JobSummary } from '../../upload/jobTypes';
import { sourceOf } from '../base/editorSource';

/**
 * Opens an upload of an earlier run, with the content of its virtual files, which the engine doesn't
 * keep. Rejects with `Failure` if one of them can't be read.
 */
export async function openStoredUpload(
  { jobId, files }: Pick<JobSummary, 'jobId' | 'files'>,
  account: AccountHandle,
  openUpload: OpenUpload,
): Promise<Upload> {
  const virtual = files.map(({ uri }) => Uri.parse(uri)).filter(({ scheme }) => scheme !== 'file');
  const sources = await Promise.all(virtual.map((uri) => sourceOf(uri, 'resumeUpload')));
  return openUpload(jobId, account, { content: virtualFileBytes(sources) });
}
