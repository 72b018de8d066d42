import { t } from '@vscode/l10n';
import { workspace, type Uri } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import { confirmationOf, guardOf } from '../../app/segments/confirmation';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { optionsFor } from '../../app/uploads/options';
import { planText } from '../../app/uploads/plan/planPage';
import { readingOf, viewOf } from '../../app/uploads/plan/planView';
import type { UploadRequest } from '../../app/uploads/request';
import { targetOf, writableSegment } from '../../app/uploads/target';
import { badArgument } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import type { Uploads } from '../../upload/contract';
import { OPERATIONS, type Progress, type Report } from '../../upload/types';
import type { UploadDocuments } from '../base/pages';
import { offerSave, refuseUnsaved, sourceOf } from '../base/source';
import type { Problems } from '../problems/problems';
import { askAccountId, rejectingCancel } from '../segments/confirm';
import { review } from './dialogs/review';
import type { Runner } from './runner';
import { uploadSettings } from './uploadSettings';
import { showProblems } from './view/showProblems';

const OPERATION = 'uploadCsv';

/** For a caller that shows what is going on by itself, as a task does. */
export interface Watch {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Uploads by contract: see `upload`. */
export class CalledUploads {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
    private readonly engine: () => Uploads,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
    private readonly runner: Runner,
  ) {}

  /**
   * Asks nothing but the confirmation (unless `confirm` is given), notifies nothing. Rejects before
   * any call for whatever is wrong with arguments, files or segment; what the API and the guards
   * say afterwards stands in the report.
   */
  upload(uris: readonly Uri[], request: UploadRequest, watch: Watch = {}): Promise<Report> {
    return rejectingCancel(OPERATION, this.planAndSend(uris, request, watch));
  }

  private async planAndSend(
    uris: readonly Uri[],
    request: UploadRequest,
    watch: Watch,
  ): Promise<Report> {
    const { segmentId, operation } = request;
    if (segmentId === undefined)
      throw badArgument(OPERATION, t('“{0}” is needed: an id, as text.', 'segmentId'));
    if (operation === undefined)
      throw badArgument(
        OPERATION,
        t('“{0}” must be one of: {1}.', 'operation', OPERATIONS.join(', ')),
      );
    const account = await this.accounts.require(request.accountId);
    const segment = await writableSegment(this.segments, account, segmentId, OPERATION);
    const into = { account, segment };
    // Only emptying a list asks for the id in writing.
    const guard = operation === 'replace' ? guardOf(account, segment) : undefined;
    const confirmed = confirmationOf(account, guard, request.confirm, OPERATION).kind === 'nothing';
    for (const uri of uris) {
      if (confirmed) refuseUnsaved(uri, OPERATION);
      else await offerSave(uri, OPERATION);
    }
    const files = await Promise.all(uris.map((uri) => sourceOf(uri, OPERATION)));
    const type = segment.contactList?.identifierType;
    const options = optionsFor(request, operation, type, uploadSettings(uris[0]));
    const engine = this.engine();
    const plan = await this.problems.during(uris, async () => {
      const planned = await engine.plan(files, targetOf(into), options, {
        ...watch,
        sender: account.client,
      });
      showProblems(this.problems, planned);
      if (confirmed) return planned;
      try {
        const { isTrusted } = workspace;
        const view = await viewOf(planned, into, this.accounts, this.history, isTrusted);
        const { maxRefused, minKept } = planned.options;
        const limits = { maxRefused, minKept };
        const decision = await review({
          view,
          file: fileNames(uris).forNotification(),
          limits,
          showPlan: async () =>
            this.documents.show(
              this.documents.planUri(planned.jobId),
              await planText(view, files, limits),
            ),
          fixed: true,
        });
        if (decision === 'send') await askAccountId(account, guard, t('Replace'));
        return planned;
      } catch (error) {
        await engine.discard(planned.jobId);
        throw error;
      }
    });
    const reading = await readingOf(plan, account, this.history);
    return this.runner.run(plan.jobId, account, {
      quiet: true,
      lastKnown: reading?.identifiers,
      content: contentOf(files),
      ...watch,
    });
  }
}

/** Virtual files' bytes, which the engine does not keep on disk. */
export function contentOf(
  files: readonly { uri: string; bytes?: Uint8Array }[],
): ReadonlyMap<string, Uint8Array> {
  return new Map(files.flatMap(({ uri, bytes }) => (bytes ? [[uri, bytes] as const] : [])));
}
