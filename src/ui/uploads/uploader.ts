import type { Choices } from '../../app/uploads/choices/choices';
import type { Draft } from '../../app/uploads/draft/draft';
import { followChecks } from '../../app/uploads/draft/followChecks';
import { failureOf, requireDraftPlan, type DraftStep } from '../../app/uploads/draftStep';
import type { Receipt } from '../../app/uploads/receipt/receipt';
import type { Upload } from '../../app/uploads/upload';
import type { Report } from '../../upload/jobTypes';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';
import { rejectOnCancel } from '../segments/confirm';
import type { OpenUploads, PageDrafts } from './page/pageDrafts';
import type { UploadPages } from './page/uploadPages';
import type { Runner, RunOptions } from './runner';

/** Uploads drafts: shows their pages where someone has to look at them, and runs them. */
export class Uploader {
  /** Tells the pages of programs apart. */
  private programs = 0;

  constructor(
    private readonly pageDrafts: PageDrafts,
    private readonly pages: UploadPages,
    private readonly problems: Problems,
    private readonly runner: Runner,
  ) {}

  /**
   * Uploads for a person, on a page: see `PageDrafts.one`. Resolves once the upload has ended; rejects
   * with `Cancelled` if the page is closed before.
   */
  async upload(choices: Choices, notices: readonly string[] = []): Promise<Report> {
    const [report] = await this.pages.begin(await this.pageDrafts.one(choices, notices));
    return report;
  }

  /**
   * Uploads several for a person on one page: see `PageDrafts.several`. Resolves with the reports of
   * those that were sent, once all have ended; rejects with `Cancelled` if the page is closed before.
   */
  async uploadSeveral(...given: Parameters<PageDrafts['several']>): Promise<readonly Report[]> {
    return this.pages.begin(await this.pageDrafts.several(...given));
  }

  /**
   * Undoes an upload for a person, on a page. Resolves and rejects as `upload`, and rejects as
   * `Drafts.undo` before there is a page.
   */
  async undo(jobId: string): Promise<Report> {
    const [report] = await this.pages.begin(await this.pageDrafts.undo(jobId));
    return report;
  }

  /** Shows the page of a check. Resolves once it is closed. */
  async showCheck(draft: Draft): Promise<undefined> {
    await this.pages.open(this.pageDrafts.of(draft)).catch(() => undefined);
    return undefined;
  }

  /**
   * Uploads a program's draft. Shows its page only if someone has to save a file or to confirm.
   * Shows no notification. Rejects before the first request if the arguments, the files or the
   * segment are invalid; later failures, of the API and of the safety checks, are in the report.
   */
  async uploadByContract(
    draft: Draft,
    { signal, onProgress, since }: Pick<RunOptions, 'signal' | 'onProgress' | 'since'> = {},
  ): Promise<Receipt> {
    const run = (upload: Upload): Promise<Receipt> =>
      this.runner.run(upload, { quiet: true, signal, onProgress, since });
    const work = async (): Promise<Receipt> => {
      const step = await followChecks(draft, () => draft.check(), signal, onProgress);
      if (!needsSomeone(draft, step)) {
        const { plan, confirmation } = requireDraftPlan(step);
        // Without a confirmation there is nobody to ask about what a safety check stops.
        if (confirmation?.kind !== 'nothing') throw failureOf(step);
        showProblems(this.problems, plan);
        return run(await draft.send());
      }
      const opened: OpenUploads = {
        ...this.pageDrafts.of(draft),
        id: `program ${++this.programs}`,
        confirmOnly: true,
        run: (uploads) => Promise.all(uploads.map(run)),
      };
      const [report] = await this.pages.open(opened, signal);
      return report;
    };
    try {
      return await rejectOnCancel(draft.options.command, work());
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }
}

/** Whether a program's draft waits for a person: to save a file, or to confirm. */
function needsSomeone({ choices }: Draft, step: DraftStep): boolean {
  if (step.kind === 'needs' && step.missing === 'save') return choices.confirm === undefined;
  return step.kind === 'ready' && step.planned.confirmation?.kind !== 'nothing';
}
