import { t } from '@vscode/l10n';
import { Uri } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import { keptBatchOf } from '../../app/uploads/batch/keptBatch';
import { UploadBatch } from '../../app/uploads/batch/uploadBatch';
import { withRemembered, type Choices } from '../../app/uploads/choices/choices';
import type { FileChoice } from '../../app/uploads/choices/fileChoice';
import type { Draft } from '../../app/uploads/draft/draft';
import type { Drafts } from '../../app/uploads/draft/drafts';
import { followChecks } from '../../app/uploads/draft/followChecks';
import {
  draftPlanOf,
  failureOf,
  requireDraftPlan,
  type DraftPlan,
  type DraftStep,
} from '../../app/uploads/draftStep';
import { keptDraftOf } from '../../app/uploads/page/keptDraft';
import { filePattern } from '../../app/uploads/pairings/filePattern';
import { fileName, fileNames } from '../../common/fileName';
import { rankTypes } from '../../csv/findColumn';
import { preview } from '../../csv/preview';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { Report } from '../../upload/jobTypes';
import { sourceOf } from '../base/editorSource';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';
import { rejectOnCancel } from '../segments/confirm';
import type { SegmentsView } from '../segments/registerSegments';
import type { BatchRunner } from './batchRunner';
import type { OpenBatch, OpenDraft, UploadPages } from './page/uploadPages';
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
    const draft = this.draftOf({ ...known, into });
    const ended = this.openPage(this.personsPage(draft, notices));
    void draft.check();
    return ended;
  }

  /**
   * Uploads several files, or one file to several segments, for a person on one page. `choices`: of
   * one file each. Resolves with the reports of those that were sent, once all have ended; rejects
   * with `Cancelled` if the page is closed before.
   */
  async uploadBatch(choices: readonly Choices[], remembers: boolean): Promise<readonly Report[]> {
    await this.accounts.require();
    const opened = this.batchPage(choices, remembers);
    const ended = this.pages().openBatch(opened, keptBatchOf(opened.batch));
    opened.batch.start();
    return ended;
  }

  /** The page of several uploads that was open when the window was reloaded. */
  restoreBatch(choices: readonly Choices[], ticked: readonly (boolean | undefined)[]): OpenBatch {
    return this.batchPage(choices, true, ticked);
  }

  private batchPage(
    choices: readonly Choices[],
    remembers: boolean,
    ticked?: readonly (boolean | undefined)[],
  ): OpenBatch {
    const manner = { by: 'person', command: 'uploadMany', remembers } as const;
    const batch = new UploadBatch(choices, this.drafts, manner, ticked);
    const patterns = new Set(choices.map(({ files: [{ uri }] }) => filePattern(fileName(uri))));
    return {
      batch,
      id: JSON.stringify(choices.map(({ files: [{ uri }], into }) => [uri, into?.segmentId])),
      // With files of several patterns, the page shows which ones need a segment.
      asksForSegment:
        patterns.size === 1 && ticked === undefined && choices.every(({ into }) => !into),
      // One has the page and the result of a single upload.
      run: async (uploads) =>
        uploads.length === 1
          ? [await this.runner.run(uploads[0], { quiet: false })]
          : this.batches.run(uploads),
    };
  }

  /**
   * Undoes an upload for a person, on a page. Resolves and rejects as `upload`, and rejects as
   * `Drafts.undo` before there is a page.
   */
  async undo(jobId: string): Promise<Report> {
    const opened = await this.undoPage(jobId);
    const ended = this.openPage(opened);
    void opened.draft.check();
    return ended;
  }

  /** The page that undoes an upload. Rejects as `Drafts.undo`. */
  async undoPage(jobId: string): Promise<OpenDraft> {
    const draft = await this.drafts.undo(jobId, { by: 'person', command: 'undoUpload' });
    // Not the one of another draft of the same files.
    return { ...this.personsPage(draft, []), id: `undo ${jobId}` };
  }

  /** The page of a person's draft that was open when the window was reloaded. */
  restore(choices: Choices, checks: boolean): OpenDraft {
    return this.personsPage(
      checks
        ? this.drafts.draft(choices, { by: 'person', command: 'checkCsv', checks })
        : this.draftOf(choices),
      [],
    );
  }

  /** Shows the page of a check. Resolves once it is closed. */
  showCheck(draft: Draft): Promise<undefined> {
    return this.openPage(this.personsPage(draft, [])).then(
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
    const run: OpenDraft['run'] = (upload) =>
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
      const id = `program ${++this.programs}`;
      return this.openPage({ draft, id, confirmOnly: true, notices: [], run }, signal);
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

  private draftOf(choices: Choices): Draft {
    return this.drafts.draft(choices, { by: 'person', command: 'uploadCsv', remembers: true });
  }

  private personsPage(draft: Draft, notices: readonly string[]): OpenDraft {
    return {
      draft,
      id: JSON.stringify(draft.choices.files.map(({ uri }) => uri)),
      confirmOnly: false,
      notices,
      run: (upload) => this.runner.run(upload, { quiet: false }),
    };
  }

  private openPage(opened: OpenDraft, signal?: AbortSignal): Promise<Report> {
    return this.pages().open(opened, keptDraftOf(opened.draft), signal);
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
