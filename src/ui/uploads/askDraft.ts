import { t } from '@vscode/l10n';
import { ProgressLocation, Uri, window } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { Confirmed } from '../../app/segments/confirmation';
import type { Choices, FileChoice } from '../../app/uploads/choices';
import type { Batch } from '../../app/uploads/draft/batch';
import type { Draft } from '../../app/uploads/draft/draft';
import type { Drafts } from '../../app/uploads/draft/drafts';
import { followChecks } from '../../app/uploads/draft/followChecks';
import { summarizeDraft, type BatchSummary } from '../../app/uploads/plan/batchReview';
import { planText } from '../../app/uploads/plan/planPage';
import {
  draftPlanOf,
  failureOf,
  requireDraftPlan,
  type Change,
  type DraftPlan,
  type DraftStep,
} from '../../app/uploads/step';
import type { Upload } from '../../app/uploads/upload';
import { rowsText } from '../../common/counts';
import { Cancelled } from '../../common/failure';
import { fileName, fileNames } from '../../common/fileName';
import { count, percent } from '../../common/format';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { Report } from '../../upload/uploadTypes';
import { offerSave } from '../base/editorSource';
import { pickOne } from '../base/pickOne';
import { withCancel } from '../base/progress';
import type { UploadDocuments } from '../base/uploadDocuments';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';
import { confirmModal, rejectOnCancel, typeAccountId } from '../segments/confirm';
import type { SegmentsView } from '../segments/registerSegments';
import { pickColumn, pickDialect, pickHash, pickOperation, pickType } from './dialogs/pickChoices';
import { review, type Decision } from './dialogs/review';
import { reviewBatch } from './dialogs/reviewBatch';
import type { Runner, RunOptions } from './runner';

/**
 * Maps each step of a draft to a picker or dialog. Escape anywhere throws `Cancelled` and leaves no
 * trace: the plans are discarded, and Problems show what they showed before.
 */
export class DraftQuestions {
  constructor(
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly view: () => Pick<SegmentsView, 'pick'>,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
    private readonly runner: Runner,
  ) {}

  /**
   * Uploads for a person, from the first question to the result. Remembers the choices for files
   * with a similar name.
   */
  async upload(choices: Choices): Promise<Report> {
    const manner = { by: 'person', command: 'uploadCsv', remembers: true } as const;
    const upload = await this.reviewAndSend(this.drafts.draft(choices, manner));
    return this.runner.run(upload, { quiet: false });
  }

  /**
   * Uploads a program's draft. Asks for nothing but the confirmation, unless it was passed, and
   * shows no notification. Rejects before the first request if the arguments, the files or the
   * segment are invalid; later failures, of the API and of the safety checks, are in the report.
   */
  async uploadByContract(
    draft: Draft,
    { signal, onProgress }: Pick<RunOptions, 'signal' | 'onProgress'> = {},
  ): Promise<Report> {
    const sending = followChecks(draft, () => this.confirmAndSend(draft), signal, onProgress);
    const upload = await rejectOnCancel(draft.options.command, sending);
    return this.runner.run(upload, { quiet: true, signal, onProgress });
  }

  /** Checks a proposed upload and shows its invalid rows. Rejects unless the draft is ready. */
  check(draft: Draft): Promise<DraftPlan> {
    return this.whileOpen({ drafts: [draft] }, async () => {
      const step = await draft.check();
      const planned = draftPlanOf(step);
      if (planned) showProblems(this.problems, planned.plan);
      if (step.kind !== 'ready') throw failureOf(step);
      return step.planned;
    });
  }

  /** Asks for what is missing, shows the review, and changes the draft until the user sends it. */
  private reviewAndSend(draft: Draft): Promise<Upload> {
    return this.whileOpen({ drafts: [draft] }, async () => {
      for (;;) {
        const planned = await this.promptUntilPlanned(draft);
        const decision = await this.review(draft, planned, false);
        if (decision !== 'send') await this.promptChange(decision, draft);
        else {
          const confirmed = await this.confirm(planned);
          const upload = await unlessBlocked([draft], () => draft.send(confirmed));
          if (upload) return upload;
        }
      }
    });
  }

  /**
   * For a program: asks the user only to save the file and to confirm. Rejects if anything else is
   * missing.
   */
  private confirmAndSend(draft: Draft): Promise<Upload> {
    return this.whileOpen({ drafts: [draft] }, async () => {
      let step = await draft.check();
      while (
        step.kind === 'needs' &&
        step.missing === 'save' &&
        draft.choices.confirm === undefined
      ) {
        await offerSave(Uri.parse(step.uri), draft.options.command);
        step = await draft.check();
      }
      const planned = requireDraftPlan(step);
      showProblems(this.problems, planned.plan);
      if (planned.confirmation?.kind === 'nothing') return draft.send();
      await this.review(draft, planned, true);
      const confirmed = await this.confirm(planned);
      return whileCheckingSegment(() => draft.send(confirmed));
    });
  }

  /**
   * Asks for what is missing in each draft, then for one confirmation of all. Sends the drafts that
   * have something to send; the others are left out.
   */
  sendAll(batch: Batch): Promise<ReadonlyMap<Draft, Upload>> {
    return this.whileOpen(batch, async () => {
      for (;;) {
        for (const draft of batch.drafts) {
          const [{ uri }, ...more] = draft.choices.files;
          const name = fileName(uri).forNotification();
          await this.promptUntilPlanned(
            draft,
            more.length > 0 ? t('{0} (and {1} more like it)', name, count(more.length)) : name,
          );
        }
        await batch.join();
        const sent = await this.confirmAll(batch);
        if (sent) return sent;
      }
    });
  }

  /** Undefined if a segment or file has changed since: the draft's step says how. */
  private async confirmAll(batch: Batch): Promise<ReadonlyMap<Draft, Upload> | undefined> {
    const planned = new Map<Draft, DraftPlan>();
    for (const draft of batch.drafts) {
      batch.requireNoConflict(draft);
      planned.set(draft, await this.promptUntilPlanned(draft));
    }
    const line = async ([draft, one]: [Draft, DraftPlan]): Promise<BatchSummary> =>
      summarizeDraft(await one.view(), namesOf(draft), one);
    await reviewBatch(await Promise.all([...planned].map(line)), [...planned.values()]);
    const confirmed = new Map<Draft, Confirmed>();
    for (const [draft, one] of planned) {
      if (one.plan.good === 0) await batch.remove(draft);
      else confirmed.set(draft, await this.confirm(one));
    }
    return unlessBlocked(batch.drafts, () => batch.send(confirmed));
  }

  /** Asks until there is a plan, which may have nothing to send. `title`: of the pickers. */
  async promptUntilPlanned(draft: Draft, title = namesOf(draft)): Promise<DraftPlan> {
    for (let { step } = draft; ;) {
      if (step.kind === 'checking') step = await this.promptChange('check', draft);
      const planned = draftPlanOf(step);
      if (planned) {
        if (!draft.options.checks) showProblems(this.problems, planned.plan);
        return planned;
      }
      step = await this.promptForNeed(draft, step, title);
    }
  }

  /** If `work` fails, discards the drafts' plans and restores Problems. */
  private async whileOpen<T>(
    { drafts }: { drafts: readonly Draft[] },
    work: () => Promise<T>,
  ): Promise<T> {
    const files = drafts.flatMap(({ choices }) => choices.files);
    const uris = new Map(files.map(({ uri }) => [uri, Uri.parse(uri)]));
    return this.problems.during([...uris.values()], async () => {
      try {
        return await work();
      } catch (error) {
        await Promise.all(drafts.map((draft) => draft.discard()));
        throw error;
      }
    });
  }

  /** Asks for the account ID, where needed, after the review's yes. */
  private confirm({ confirmation }: DraftPlan): Promise<Confirmed> | 'yes' {
    return confirmation ? typeAccountId(confirmation, t('Replace')) : 'yes';
  }

  private async review(draft: Draft, planned: DraftPlan, confirmOnly: boolean): Promise<Decision> {
    return review({
      planned,
      view: await planned.view(),
      file: namesOf(draft),
      confirmOnly,
      showPlan: async () =>
        this.documents.show(
          this.documents.planUri(planned.plan.jobId),
          await planText(planned, draft.sources),
        ),
    });
  }

  /** Runs a check; if it takes a while, shows its progress in a notification with Cancel. */
  checkWithProgress(draft: Draft, check: () => Promise<DraftStep>): Promise<DraftStep> {
    return withCancel(t('Checking {0}', namesOf(draft)), (signal, progress) =>
      followChecks(draft, check, signal, ({ bytesRead, bytesTotal, rowsRead }) => {
        const share = percent(Math.min(1, bytesRead / bytesTotal));
        const rows = rowsText(rowsRead);
        progress.report({ message: bytesTotal > 0 ? t('{0}, {1}', rows, share) : rows });
      }),
    );
  }

  /** Asks for what a step needs. Throws its failure if the user can't provide it. */
  private async promptForNeed(draft: Draft, step: DraftStep, title: string): Promise<DraftStep> {
    if (step.kind === 'blocked') return this.promptToUnblock(draft, step, title);
    if (step.kind !== 'needs') throw failureOf(step);
    switch (step.missing) {
      case 'save':
        await offerSave(Uri.parse(step.uri), draft.options.command);
        return this.promptChange('check', draft, title);
      case 'type':
        return this.promptChange('type', draft, title, {
          identifierType: await pickType(title, step.candidates),
        });
      case 'dialect': {
        const change = t('Change How the File Is Read…');
        const choice = await window.showErrorMessage(
          t('"{0}" can’t be read as is.', namesOf(draft, step.file)),
          { modal: true, detail: step.failure.message },
          change,
        );
        if (choice !== change) throw new Cancelled();
        return this.promptChange('dialect', draft, title, step);
      }
      case 'column':
        return this.promptChange('column', draft, title, step);
      default:
        return this.promptChange(step.missing, draft, title);
    }
  }

  /** Offers what can unblock a draft. Throws its failure if nothing can. */
  private async promptToUnblock(
    draft: Draft,
    { failure, changes, identifierType, file }: Extract<DraftStep, { kind: 'blocked' }>,
    title: string,
  ): Promise<DraftStep> {
    if (failure.cancelled) throw new Cancelled();
    if (failure.code === 'changed') {
      await confirmModal(failure.message, [], t('Check Again'));
      return this.promptChange('check', draft, title);
    }
    if (identifierType === undefined) throw failure;
    const labels: Partial<Record<Change, string>> = {
      segment: t('Choose Another Segment…'),
      type: t('Check as {0}', identifierTypeLabel(identifierType)),
      column: t('Choose Another Column…'),
    };
    const items = changes.map((change) => ({ label: labels[change] ?? '', change }));
    const { change } = await pickOne(items, namesOf(draft, file), failure.message);
    return this.promptChange(change, draft, title, { file, identifierType });
  }

  /**
   * Asks for a new choice and checks the draft with it. `title`: of the pickers for segment and
   * operation. `file`: the index of the file to change, or all files without one. `identifierType`:
   * the type to check for, or to pick a segment of.
   */
  async promptChange(
    way: Change,
    draft: Draft,
    title = namesOf(draft),
    { file, identifierType }: { file?: number; identifierType?: IdentifierType } = {},
  ): Promise<DraftStep> {
    const { identifierType: type = 'Email' } = draft;
    const name = namesOf(draft, file);
    const source = draft.sources[file ?? 0];
    const chooseReading = (reading: Omit<FileChoice, 'uri'>): Promise<DraftStep> =>
      this.checkWithProgress(draft, () => draft.chooseReading(reading, file));
    const choose = (changes: Partial<Choices>): Promise<DraftStep> =>
      this.checkWithProgress(draft, () => draft.choose(changes));
    switch (way) {
      case 'column':
        return chooseReading({ column: await pickColumn(name, source, type) });
      case 'dialect':
        return chooseReading({ dialect: await pickDialect(name, source) });
      case 'hash':
        return choose({ hash: await pickHash(name) });
      case 'operation':
        return choose(await pickOperation(title, type));
      case 'segment': {
        const { account, segment } = await this.view().pick(this.accounts.shown(), {
          title: t('Upload {0} to…', title),
          only: 'writable',
          identifierType,
        });
        return choose({ into: { account, segmentId: segment.id } });
      }
      case 'type':
        // The hash was chosen for the previous type.
        return choose({ identifierType, hash: undefined });
      case 'check':
        return this.checkWithProgress(draft, () => draft.check());
    }
  }
}

/** The names of a draft's files, or of the one at index `file`, for titles and messages. */
function namesOf({ choices: { files } }: Draft, file?: number): string {
  return fileNames(file === undefined ? files : [files[file]]).forNotification();
}

/** Sends. Undefined if a segment or file has changed since: the draft's step says how. */
function unlessBlocked<T>(
  drafts: readonly Draft[],
  send: () => Promise<T>,
): Promise<T | undefined> {
  return whileCheckingSegment(send).catch((error: unknown) => {
    if (!drafts.some(({ step }) => step.kind === 'blocked')) throw error;
    return undefined;
  });
}

/** Reading the segment again before sending can take a while, so show it in the status bar. */
async function whileCheckingSegment<T>(work: () => Promise<T>): Promise<T> {
  const location = ProgressLocation.Window;
  return window.withProgress({ location, title: t('Checking the segment…') }, work);
}
