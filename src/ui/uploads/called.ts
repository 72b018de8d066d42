import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import { guardOf, isConfirmed } from '../../app/segments/access';
import type { UploadRequest } from '../../app/uploads/request';
import { targetOf, writableSegment } from '../../app/uploads/target';
import { badArgument } from '../../common/failure';
import { OPERATIONS, type Progress, type Report } from '../../upload/types';
import { fileNames, offerSave, refuseUnsaved, sourceOf } from '../base/source';
import { askAccountId, rejectingCancel } from '../segments/confirm';
import { planText, readingOf, viewOf } from './dialogs/progress';
import { review } from './dialogs/review';
import { optionsFor } from './options';
import type { UploadParts } from './services';
import { showProblems } from './view/problems';

const OPERATION = 'uploadCsv';

/**
 * An upload by contract: asks nothing but the confirmation (unless `confirm` is given), notifies
 * nothing. Rejects before any call for whatever is wrong with arguments, files or segment; what the
 * API and the guards say afterwards stands in the report.
 */
export function uploadCalled(
  parts: UploadParts,
  uris: readonly Uri[],
  request: UploadRequest,
  watch: Watch = {},
): Promise<Report> {
  return rejectingCancel(OPERATION, upload(parts, uris, request, watch));
}

/** For a caller that shows what is going on by itself, as a task does. */
export interface Watch {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

async function upload(
  parts: UploadParts,
  uris: readonly Uri[],
  request: UploadRequest,
  watch: Watch,
): Promise<Report> {
  const { context, problems, runner, documents } = parts;
  const { segmentId, operation } = request;
  if (segmentId === undefined)
    throw badArgument(OPERATION, t('“{0}” is needed: an id, as text.', 'segmentId'));
  if (operation === undefined)
    throw badArgument(
      OPERATION,
      t('“{0}” must be one of: {1}.', 'operation', OPERATIONS.join(', ')),
    );
  const account = await context.accounts.require(request.accountId);
  const segment = await writableSegment(context.segments, account, segmentId, OPERATION);
  // Only emptying a list asks for the id in writing.
  const guard = operation === 'replace' ? guardOf(account, segment) : undefined;
  const confirmed = isConfirmed(account, guard, request.confirm, OPERATION);
  for (const uri of uris) {
    if (confirmed) refuseUnsaved(uri, OPERATION);
    else await offerSave(uri, OPERATION);
  }
  const files = await Promise.all(uris.map((uri) => sourceOf(uri, OPERATION)));
  const engine = context.engine();
  const plan = await problems.during(uris, async () => {
    const planned = await engine.plan(
      files,
      targetOf(account, segment),
      optionsFor(request, operation, segment.contactList?.identifierType, uris[0]),
      { ...watch, sender: account.client },
    );
    showProblems(problems, planned);
    if (confirmed) return planned;
    try {
      const view = await viewOf(context, account, segment, planned);
      const limits = { maxRefused: planned.options.maxRefused, minKept: planned.options.minKept };
      const show = async (): Promise<void> =>
        documents.show(documents.planUri(planned.jobId), await planText(view, files, limits));
      const decision = await review({
        view,
        file: fileNames(uris).forNotification(),
        limits,
        showPlan: show,
        fixed: true,
      });
      if (decision === 'send') await askAccountId(account, guard, t('Replace'));
      return planned;
    } catch (error) {
      await engine.discard(planned.jobId);
      throw error;
    }
  });
  const reading = await readingOf(context, account, plan);
  return runner.run(plan.jobId, account, {
    quiet: true,
    lastKnown: reading?.identifiers,
    content: contentOf(files),
    ...watch,
  });
}

/** Virtual files' bytes, which the engine does not keep on disk. */
export function contentOf(
  files: readonly { uri: string; bytes?: Uint8Array }[],
): ReadonlyMap<string, Uint8Array> {
  return new Map(files.flatMap(({ uri, bytes }) => (bytes ? [[uri, bytes] as const] : [])));
}
