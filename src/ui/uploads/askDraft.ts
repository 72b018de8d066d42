import { t } from '@vscode/l10n';
import { ProgressLocation, Uri, window } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { Confirmed } from '../../app/segments/confirmation';
import type { Choices, FileChoice } from '../../app/uploads/choices';
import type { Batch } from '../../app/uploads/draft/batch';
import type { Draft } from '../../app/uploads/draft/draft';
import type { Drafts } from '../../app/uploads/draft/drafts';
import { summarizeDraft, type BatchSummary } from '../../app/uploads/plan/batchReview';
import { planText } from '../../app/uploads/plan/planPage';
import {
  failureOf,
  plannedOf,
  requirePlanned,
  type Change,
  type Planned,
  type Step,
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
import { ask, rejectingCancel, typeAccountId } from '../segments/confirm';
import type { SegmentsView } from '../segments/registerSegments';
import { askColumn, askDialect, askHash, askOperation, askType } from './dialogs/questions';
import { review, type Decision } from './dialogs/review';
import { reviewBatch } from './dialogs/reviewBatch';
import type { Runner, RunOptions } from './runner';

/**
 * Maps each step of a draft to the picker or the dialog that answers it. Escape anywhere throws
 * `Cancelled`, and nothing has happened: no plan is left, and Problems show what they did before.
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
   * Uploads what a person wants, from the first question to the result; what was chosen for such
   * files is kept.
   */
  async upload(choices: Choices): Promise<Report> {
    const manner = { by: 'person', command: 'uploadCsv', remembers: true } as const;
    const upload = await this.decide(this.drafts.draft(choices, manner));
    return this.runner.run(upload, { quiet: false });
  }

  /**
   * Uploads a program's draft. Asks nothing but the confirmation (unless it was given), notifies
   * nothing. Rejects before any call for whatever is wrong with arguments, files or segment; what
   * the API and the guards say afterwards stands in the report.
   */
  async uploadByContract(
    draft: Draft,
    { signal, onProgress }: Pick<RunOptions, 'signal' | 'onProgress'> = {},
  ): Promise<Report> {
    const decided = following(draft, () => this.askConfirmationOnly(draft), signal, onProgress);
    const upload = await rejectingCancel(draft.manner.command, decided);
    return this.runner.run(upload, { quiet: true, signal, onProgress });
  }

  /** Has a proposal checked, and shows what is wrong with its rows. Rejects unless it is ready. */
  check(draft: Draft): Promise<Planned> {
    return this.whileOpen({ drafts: [draft] }, async () => {
      const step = await draft.check();
      const planned = plannedOf(step);
      if (planned) showProblems(this.problems, planned.plan);
      if (step.kind !== 'ready') throw failureOf(step);
      return step.planned;
    });
  }

  /** Asks what is missing, has the plan reviewed, and what the user wants otherwise changed. */
  private decide(draft: Draft): Promise<Upload> {
    return this.whileOpen({ drafts: [draft] }, async () => {
      for (;;) {
        const planned = await this.askUntilPlanned(draft);
        const decision = await this.review(draft, planned, false);
        if (decision !== 'send') await this.askChange(decision, draft);
        else {
          const confirmed = await this.confirm(planned);
          const upload = await unlessBlocked([draft], () => draft.send(confirmed));
          if (upload) return upload;
        }
      }
    });
  }

  /**
   * By contract: asks a person for nothing but what only a person can give, to save the file and to
   * confirm. Rejects with what else is missing.
   */
  private askConfirmationOnly(draft: Draft): Promise<Upload> {
    return this.whileOpen({ drafts: [draft] }, async () => {
      let step = await draft.check();
      while (step.kind === 'needs' && step.what === 'save' && draft.choices.confirm === undefined) {
        await offerSave(Uri.parse(step.uri), draft.manner.command);
        step = await draft.check();
      }
      const planned = requirePlanned(step);
      showProblems(this.problems, planned.plan);
      if (planned.confirmation?.kind === 'nothing') return draft.send();
      await this.review(draft, planned, true);
      const confirmed = await this.confirm(planned);
      return showLookup(() => draft.send(confirmed));
    });
  }

  /**
   * Asks what is missing of several drafts, has all of them confirmed at once, and sends those in
   * which something can be sent.
   */
  sendAll(batch: Batch): Promise<ReadonlyMap<Draft, Upload>> {
    return this.whileOpen(batch, async () => {
      for (;;) {
        for (const draft of batch.drafts) {
          const [{ uri }, ...more] = draft.choices.files;
          const name = fileName(uri).forNotification();
          await this.askUntilPlanned(
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

  /** Undefined where the world is another one by now: a draft's step says so. */
  private async confirmAll(batch: Batch): Promise<ReadonlyMap<Draft, Upload> | undefined> {
    const planned = new Map<Draft, Planned>();
    for (const draft of batch.drafts) {
      batch.refuseConflict(draft);
      planned.set(draft, await this.askUntilPlanned(draft));
    }
    const line = async ([draft, one]: [Draft, Planned]): Promise<BatchSummary> =>
      summarizeDraft(await one.view(), namesOf(draft), one);
    await reviewBatch(await Promise.all([...planned].map(line)), [...planned.values()]);
    const confirmed = new Map<Draft, Confirmed>();
    for (const [draft, one] of planned) {
      if (one.plan.good === 0) await batch.leaveOut(draft);
      else confirmed.set(draft, await this.confirm(one));
    }
    return unlessBlocked(batch.drafts, () => batch.send(confirmed));
  }

  /** Asks until there is a plan, be it one in which nothing can be sent. `title`: of the pickers. */
  async askUntilPlanned(draft: Draft, title = namesOf(draft)): Promise<Planned> {
    for (let { step } = draft; ;) {
      if (step.kind === 'checking') step = await this.askChange('check', draft);
      const planned = plannedOf(step);
      if (planned) {
        if (!draft.manner.checks) showProblems(this.problems, planned.plan);
        return planned;
      }
      step = await this.answer(draft, step, title);
    }
  }

  /** Leaves no plan, and gives Problems back, where `work` on these drafts comes to nothing. */
  private async whileOpen<T>(of: { drafts: readonly Draft[] }, work: () => Promise<T>): Promise<T> {
    const files = of.drafts.flatMap(({ choices }) => choices.files);
    const uris = new Map(files.map(({ uri }) => [uri, Uri.parse(uri)]));
    return this.problems.during([...uris.values()], async () => {
      try {
        return await work();
      } catch (error) {
        await Promise.all(of.drafts.map((draft) => draft.discard()));
        throw error;
      }
    });
  }

  /** After the yes. */
  private confirm({ confirmation }: Planned): Promise<Confirmed> | 'yes' {
    return confirmation ? typeAccountId(confirmation, t('Replace')) : 'yes';
  }

  private async review(draft: Draft, planned: Planned, fixed: boolean): Promise<Decision> {
    return review({
      planned,
      view: await planned.view(),
      file: namesOf(draft),
      fixed,
      showPlan: async () =>
        this.documents.show(
          this.documents.planUri(planned.plan.jobId),
          await planText(planned, draft.sources),
        ),
    });
  }

  /** Waits for a check, with a progress that can be cancelled once it takes a while. */
  checking(draft: Draft, check: () => Promise<Step>): Promise<Step> {
    return withCancel(t('Checking {0}', namesOf(draft)), (signal, progress) =>
      following(draft, check, signal, ({ bytesRead, bytesTotal, rowsRead }) => {
        const share = percent(Math.min(1, bytesRead / bytesTotal));
        const rows = rowsText(rowsRead);
        progress.report({ message: bytesTotal > 0 ? t('{0}, {1}', rows, share) : rows });
      }),
    );
  }

  /** Asks for what a step wants. Throws its failure where nobody can give that. */
  private async answer(draft: Draft, step: Step, title: string): Promise<Step> {
    if (step.kind === 'blocked') return this.offerWays(draft, step, title);
    if (step.kind !== 'needs') throw failureOf(step);
    switch (step.what) {
      case 'save':
        await offerSave(Uri.parse(step.uri), draft.manner.command);
        return this.askChange('check', draft, title);
      case 'type':
        return this.askChange('type', draft, title, {
          identifierType: await askType(title, step.candidates),
        });
      case 'dialect': {
        const change = t('Change How the File Is Read…');
        const choice = await window.showErrorMessage(
          t('"{0}" can’t be read as is.', namesOf(draft, step.file)),
          { modal: true, detail: step.failure.message },
          change,
        );
        if (choice !== change) throw new Cancelled();
        return this.askChange('dialect', draft, title, step);
      }
      case 'column':
        return this.askChange('column', draft, title, step);
      default:
        return this.askChange(step.what, draft, title);
    }
  }

  /** Offers the ways on of a draft that is blocked; throws its failure where there is none. */
  private async offerWays(
    draft: Draft,
    { failure, ways, identifierType, file }: Extract<Step, { kind: 'blocked' }>,
    title: string,
  ): Promise<Step> {
    if (failure.cancelled) throw new Cancelled();
    if (failure.code === 'changed') {
      await ask(failure.message, [], t('Check Again'));
      return this.askChange('check', draft, title);
    }
    if (identifierType === undefined) throw failure;
    const labels: Partial<Record<Change, string>> = {
      segment: t('Choose Another Segment…'),
      type: t('Check as {0}', identifierTypeLabel(identifierType)),
      column: t('Choose Another Column…'),
    };
    const items = ways.map((way) => ({ label: labels[way] ?? '', way }));
    const { way } = await pickOne(items, namesOf(draft, file), failure.message);
    return this.askChange(way, draft, title, { file, identifierType });
  }

  /**
   * Asks what is to be otherwise, and has it checked. `of`: the file that it is about, all of them
   * without one, and the identifiers that are meant. `title`: of the pickers of segment and
   * operation.
   */
  async askChange(
    way: Change,
    draft: Draft,
    title = namesOf(draft),
    { file, identifierType }: { file?: number; identifierType?: IdentifierType } = {},
  ): Promise<Step> {
    const { identifierType: type = 'Email' } = draft;
    const name = namesOf(draft, file);
    const source = draft.sources[file ?? 0];
    const read = (reading: Omit<FileChoice, 'uri'>): Promise<Step> =>
      this.checking(draft, () => draft.chooseReading(reading, file));
    const choose = (changes: Partial<Choices>): Promise<Step> =>
      this.checking(draft, () => draft.choose(changes));
    switch (way) {
      case 'column':
        return read({ column: await askColumn(name, source, type) });
      case 'dialect':
        return read({ dialect: await askDialect(name, source) });
      case 'hash':
        return choose({ hash: await askHash(name) });
      case 'operation':
        return choose(await askOperation(title, type));
      case 'segment': {
        const { account, segment } = await this.view().pick(this.accounts.shown(), {
          title: t('Upload {0} to…', title),
          only: 'writable',
          identifierType,
        });
        return choose({ into: { account, segmentId: segment.id } });
      }
      case 'type':
        // The hash is of the type that it was chosen for.
        return choose({ identifierType, hash: undefined });
      case 'check':
        return this.checking(draft, () => draft.check());
    }
  }
}

/** The names of a draft's files, for a title, or of the one that it is about. */
function namesOf({ choices: { files } }: Draft, file?: number): string {
  return fileNames(file === undefined ? files : [files[file]]).forNotification();
}

/** Tells the progress of a draft's checks during `work`; the signal cancels them. */
async function following<T>(
  draft: Draft,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  onProgress: RunOptions['onProgress'],
): Promise<T> {
  if (signal?.aborted) throw new Cancelled();
  const cancel = (): void => draft.cancel();
  signal?.addEventListener('abort', cancel);
  const listening = draft.onDidChange((step) => {
    if (step.kind === 'checking' && step.progress) onProgress?.(step.progress);
  });
  try {
    return await work();
  } finally {
    listening.dispose();
    signal?.removeEventListener('abort', cancel);
  }
}

/** Sends; undefined where the world is another one by now, and a draft's step says so. */
function unlessBlocked<T>(
  drafts: readonly Draft[],
  send: () => Promise<T>,
): Promise<T | undefined> {
  return showLookup(send).catch((error: unknown) => {
    if (!drafts.some(({ step }) => step.kind === 'blocked')) throw error;
    return undefined;
  });
}

/** The segment is read again before anything is sent, and that may have to wait for the API. */
async function showLookup<T>(work: () => Promise<T>): Promise<T> {
  const location = ProgressLocation.Window;
  return window.withProgress({ location, title: t('Checking the segment…') }, work);
}
