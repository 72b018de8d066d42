import { t } from '@vscode/l10n';
import { Uri } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import { Batch } from '../../app/uploads/batch/batch';
import type { BatchBefore } from '../../app/uploads/batch/batchLine';
import { restoredLines } from '../../app/uploads/batch/keptBatch';
import { withRemembered, type Choices } from '../../app/uploads/choices/choices';
import type { FileChoice } from '../../app/uploads/choices/fileChoice';
import type { Draft, DraftOptions } from '../../app/uploads/draft/draft';
import type { Drafts } from '../../app/uploads/draft/drafts';
import { followChecks } from '../../app/uploads/draft/followChecks';
import {
  draftPlanOf,
  failureOf,
  requireDraftPlan,
  type DraftPlan,
  type DraftStep,
} from '../../app/uploads/draftStep';
import { requireKept } from '../../app/uploads/page/keptDraft';
import { filePattern } from '../../app/uploads/pairings/filePattern';
import type { Upload } from '../../app/uploads/upload';
import { fileName, fileNames } from '../../common/fileName';
import { rankTypes } from '../../csv/findColumn';
import { preview } from '../../csv/preview';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { Report } from '../../upload/jobTypes';
import type { KeptDraft } from '../../webview/protocol';
import { sourceOf } from '../base/editorSource';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';
import { rejectOnCancel } from '../segments/confirm';
import type { SegmentsView } from '../segments/registerSegments';
import type { BatchRunner } from './batchRunner';
import type { OpenUploads, UploadPages } from './page/uploadPages';
import type { Runner, RunOptions } from './runner';

/** Uploads drafts: shows their pages where someone has to look at them, and runs them. */
export class Uploader {
  /** Tells the pages of programs apart. */
  private programs = 0;

  constructor(
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly view: () => Pick<SegmentsView, 'pick'>,
    private readonly problems: Problems,
    private readonly pages: () => UploadPages,
    private readonly runner: Runner,
    private readonly batches: Pick<BatchRunner, 'run'>,
  ) {}

  /**
   * Uploads for a person, on a page. Asks for a segment first, unless one is given or files with
   * such names were sent to one before. Resolves once the upload has ended; rejects with `Cancelled`
   * if the page is closed before. `notices`: what else the user should know.
   */
  async upload(choices: Choices, notices: readonly string[] = []): Promise<Report> {
    await this.accounts.require();
    const known = choices.into ? choices : await this.remembered(choices);
    const into = known.into ?? (await this.pickSegment(choices.files));
    const [report] = await this.begin({ ...this.personsPage([{ ...known, into }]), notices });
    return report;
  }

  /**
   * Uploads several files, or one file to several segments, for a person on one page. `choices`: of
   * one file each. Resolves with the reports of those that were sent, once all have ended; rejects
   * with `Cancelled` if the page is closed before.
   */
  async uploadSeveral(choices: readonly Choices[], remembers: boolean): Promise<readonly Report[]> {
    await this.accounts.require();
    const patterns = new Set(choices.map(({ files: [{ uri }] }) => filePattern(fileName(uri))));
    return this.begin({
      ...this.personsPage(choices, { remembers }),
      // With files of several patterns, the page shows which ones need a segment.
      asksForSegment: patterns.size === 1 && choices.every(({ into }) => !into),
    });
  }

  /**
   * Undoes an upload for a person, on a page. Resolves and rejects as `upload`, and rejects as
   * `Drafts.undo` before there is a page.
   */
  async undo(jobId: string): Promise<Report> {
    const [report] = await this.begin(await this.undoPage(jobId));
    return report;
  }

  /**
   * The page that was open when the window was reloaded. Rejects with `Failure` if what it kept can't
   * be restored.
   */
  async restore(lines: readonly KeptDraft[]): Promise<OpenUploads> {
    const undoes = lines.at(0)?.undoes;
    if (typeof undoes === 'string') return this.undoPage(undoes);
    const restored = requireKept(restoredLines(lines, (key) => this.accounts.byKey(key)));
    const { choices, before, checks } = restored;
    const uris = new Set(choices.map(({ files: [{ uri }] }) => uri));
    // A pattern of names belongs to one segment.
    const remembers = uris.size === choices.length;
    return this.personsPage(choices, { remembers, before, checks });
  }

  /** Shows the page of a check. Resolves once it is closed. */
  showCheck(draft: Draft): Promise<undefined> {
    return this.pages()
      .open(this.pageOf(Batch.of(draft, this.drafts)))
      .then(
        () => undefined,
        () => undefined,
      );
  }

  /**
   * Uploads a program's draft. Shows its page only if someone has to save a file or to confirm.
   * Shows no notification. Rejects before the first request if the arguments, the files or the
   * segment are invalid; later failures, of the API and of the safety checks, are in the report.
   */
  async uploadByContract(
    draft: Draft,
    { signal, onProgress }: Pick<RunOptions, 'signal' | 'onProgress'> = {},
  ): Promise<Report> {
    const run = (upload: Upload): Promise<Report> =>
      this.runner.run(upload, { quiet: true, signal, onProgress });
    const work = async (): Promise<Report> => {
      const step = await followChecks(draft, () => draft.check(), signal, onProgress);
      if (!needsSomeone(draft, step)) {
        const { plan, confirmation } = requireDraftPlan(step);
        showProblems(this.problems, plan);
        // Without a confirmation there is nobody to ask about what a safety check stops.
        if (confirmation?.kind !== 'nothing') throw failureOf(step);
        return run(await draft.send());
      }
      const opened: OpenUploads = {
        ...this.pageOf(Batch.of(draft, this.drafts)),
        id: `program ${++this.programs}`,
        confirmOnly: true,
        run: (uploads) => Promise.all(uploads.map(run)),
      };
      const [report] = await this.pages().open(opened, signal);
      return report;
    };
    return this.whileOpen(draft, () => rejectOnCancel(draft.options.command, work()));
  }

  /** Checks a proposed upload and shows its invalid rows. Rejects unless the draft is ready. */
  check(draft: Draft): Promise<DraftPlan> {
    return this.whileOpen(draft, async () => {
      const step = await draft.check();
      const planned = draftPlanOf(step);
      if (planned) showProblems(this.problems, planned.plan);
      if (step.kind !== 'ready') throw failureOf(step);
      return step.planned;
    });
  }

  private async undoPage(jobId: string): Promise<OpenUploads> {
    const draft = await this.drafts.undo(jobId, { by: 'person', command: 'undoUpload' });
    // Not the one of another draft of the same files.
    return { ...this.pageOf(Batch.of(draft, this.drafts)), id: `undo ${jobId}` };
  }

  private personsPage(
    choices: readonly Choices[],
    {
      remembers = true,
      checks = false,
      before,
    }: { remembers?: boolean; checks?: boolean; before?: BatchBefore } = {},
  ): OpenUploads {
    const options: DraftOptions = checks
      ? { by: 'person', command: 'checkCsv', checks }
      : { by: 'person', command: choices.length > 1 ? 'uploadMany' : 'uploadCsv', remembers };
    return this.pageOf(new Batch(choices, this.drafts, options, before));
  }

  private pageOf(batch: Batch): OpenUploads {
    const { lines } = batch;
    const [{ choices }] = lines;
    return {
      batch,
      id: JSON.stringify(
        lines.length > 1
          ? lines.map(({ choices: { files, into } }) => [files[0].uri, into?.segmentId])
          : choices.files.map(({ uri }) => uri),
      ),
      confirmOnly: false,
      asksForSegment: false,
      notices: [],
      run: (uploads) => this.batches.run(uploads),
    };
  }

  private begin(opened: OpenUploads): Promise<readonly Report[]> {
    const ended = this.pages().open(opened);
    opened.batch.start();
    return ended;
  }

  /** What is remembered for a file with this name. An account that isn't shown is asked for anew. */
  private async remembered(choices: Choices): Promise<Choices> {
    const [file, ...others] = choices.files;
    if (others.length > 0) return choices;
    const [found] = await this.drafts.remembered([file.uri]).catch(() => [undefined]);
    return found ? withRemembered(choices, found) : choices;
  }

  private async pickSegment(files: readonly FileChoice[]): Promise<NonNullable<Choices['into']>> {
    const { account, segment } = await this.view().pick(this.accounts.shown(), {
      title: t('Upload {0} to…', fileNames(files).forNotification()),
      only: 'writable',
      likely: { types: await this.likelyTypes(files[0]) },
      offersCreation: true,
    });
    return { account, segmentId: segment.id };
  }

  /** The types that a column of the file fits. The page says what is wrong with an unreadable one. */
  private async likelyTypes({ uri, dialect }: FileChoice): Promise<IdentifierType[]> {
    try {
      const source = await sourceOf(Uri.parse(uri), 'uploadCsv');
      const ranked = rankTypes(await preview(source, dialect));
      return ranked.filter(({ fits }) => fits).map(({ type }) => type);
    } catch {
      return [];
    }
  }

  /** If `work` fails, discards the draft's plan and restores Problems. */
  private async whileOpen<T>(draft: Draft, work: () => Promise<T>): Promise<T> {
    const uris = draft.choices.files.map(({ uri }) => Uri.parse(uri));
    return this.problems.during(uris, async () => {
      try {
        return await work();
      } catch (error) {
        await draft.discard();
        throw error;
      }
    });
  }
}

/** Whether a program's draft waits for a person: to save a file, or to confirm. */
function needsSomeone({ choices }: Draft, step: DraftStep): boolean {
  if (step.kind === 'needs' && step.missing === 'save') return choices.confirm === undefined;
  return step.kind === 'ready' && step.planned.confirmation?.kind !== 'nothing';
}
