import { t } from '@vscode/l10n';
import { ProgressLocation, Uri, window } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { Confirmed } from '../../app/segments/confirmation';
import type { Choices, FileChoice } from '../../app/uploads/choices';
import type { Batch } from '../../app/uploads/draft/batch';
import type { Draft } from '../../app/uploads/draft/draft';
import { followChecks } from '../../app/uploads/draft/followChecks';
import { summarizeDraft, type BatchSummary } from '../../app/uploads/plan/batchReview';
import {
  draftPlanOf,
  failureOf,
  type Change,
  type DraftPlan,
  type DraftStep,
} from '../../app/uploads/step';
import type { Upload } from '../../app/uploads/upload';
import { rowsText } from '../../common/counts';
import { Cancelled } from '../../common/failure';
import { fileName, fileNames } from '../../common/fileName';
import { count, percent } from '../../common/format';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import { offerSave } from '../base/editorSource';
import { pickOne } from '../base/pickOne';
import { withCancel } from '../base/progress';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';
import { confirmModal, typeAccountId } from '../segments/confirm';
import type { SegmentsView } from '../segments/registerSegments';
import { pickColumn, pickDialect, pickOperation } from './dialogs/pickChoices';
import { reviewBatch } from './dialogs/reviewBatch';

/**
 * Asks for what several uploads still need, each step of a draft by a picker, and for one
 * confirmation of all. Escape anywhere throws `Cancelled` and leaves no trace: the plans are
 * discarded, and Problems show what they showed before.
 */
export class BatchQuestions {
  constructor(
    private readonly accounts: Accounts,
    private readonly view: () => Pick<SegmentsView, 'pick'>,
    private readonly problems: Problems,
  ) {}

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
  private async promptUntilPlanned(draft: Draft, title = namesOf(draft)): Promise<DraftPlan> {
    for (let { step } = draft; ;) {
      if (step.kind === 'checking') step = await this.promptChange('check', draft);
      const planned = draftPlanOf(step);
      if (planned) {
        showProblems(this.problems, planned.plan);
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

  /** Runs a check; if it takes a while, shows its progress in a notification with Cancel. */
  private checkWithProgress(draft: Draft, check: () => Promise<DraftStep>): Promise<DraftStep> {
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
      case 'segment':
      case 'operation':
        return this.promptChange(step.missing, draft, title);
      default:
        throw step.failure;
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
  private async promptChange(
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
      default:
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
