import type { Accounts } from '../../../app/accounts/account';
import { Batch } from '../../../app/uploads/batch/batch';
import type { BatchBefore } from '../../../app/uploads/batch/batchLine';
import { restoredLines } from '../../../app/uploads/batch/keptBatch';
import { withRemembered, type Choices } from '../../../app/uploads/choices/choices';
import type { Draft, DraftOptions } from '../../../app/uploads/draft/draft';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { requireKept } from '../../../app/uploads/page/keptDraft';
import { filePattern } from '../../../app/uploads/pairings/filePattern';
import type { Upload } from '../../../app/uploads/upload';
import { fileName } from '../../../common/fileName';
import type { Report } from '../../../upload/jobTypes';
import type { KeptDraft } from '../../../webview/protocol';
import { isCsvName } from '../../base/editorSource';
import { accountOf } from '../../panels/panel';
import type { BatchRunner } from '../batchRunner';
import type { PageSegments } from './pageSegments';

/** Uploads that a page shows before they are sent, and what happens to them. */
export interface OpenUploads {
  readonly batch: Batch;
  /** Tells pages apart: opening others with the same ID replaces these. */
  readonly id: string;
  /** A program waits for the confirmation: nothing else can be changed. */
  readonly confirmOnly: boolean;
  /** Asks for a segment at once. */
  readonly asksForSegment: boolean;
  /** What else the user should know, as sentences. */
  readonly notices: readonly string[];
  /**
   * Runs the uploads once they are sent, one after the other. Resolves with their reports. `isSeen`:
   * see `RunOptions`.
   */
  run(uploads: readonly Upload[], isSeen: () => boolean): Promise<readonly Report[]>;
}

/** Makes the drafts that pages show. */
export class PageDrafts {
  constructor(
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly segments: Pick<PageSegments, 'pick'>,
    private readonly batches: Pick<BatchRunner, 'run'>,
  ) {}

  /**
   * For a person. Asks for a segment, unless one is given or files with such names were sent to one
   * before. `notices`: what else the user should know. Rejects with `Cancelled` on Escape.
   */
  async one(choices: Choices, notices: readonly string[]): Promise<OpenUploads> {
    await this.accounts.require();
    const known = choices.into ? choices : await this.remembered(choices);
    const { files } = choices;
    const into = known.into ?? (await this.segments.pick(files));
    return { ...this.personsPage([{ ...known, into }]), notices };
  }

  /**
   * Several files, or one file to several segments, for a person. `choices`: of one file each. `isPart`: see
   * `BatchBefore`; `isEntry`: see `DraftOptions`.
   */
  async several(
    choices: readonly Choices[],
    remembers: boolean,
    {
      isPart,
      isEntry,
      notices = [],
    }: {
      isPart?: readonly boolean[];
      isEntry?: boolean;
      notices?: readonly string[];
    } = {},
  ): Promise<OpenUploads> {
    await this.accounts.require();
    // What else was selected is no reason to ask later.
    const files = choices.map(({ files: [{ uri }] }) => uri).filter(isCsvName);
    const patterns = new Set(files.map((uri) => filePattern(fileName(uri))));
    return {
      ...this.personsPage(choices, { remembers, isEntry, before: { isPart } }),
      notices,
      // With files of several patterns, the page shows which ones need a segment.
      asksForSegment: patterns.size === 1 && choices.every(({ into }) => !into),
    };
  }

  /** Undoes an upload for a person. Rejects as `Drafts.undo`. */
  async undo(jobId: string): Promise<OpenUploads> {
    const draft = await this.drafts.undo(jobId, { by: 'person', command: 'undoUpload' });
    // Not the page of another draft of the same files.
    return { ...this.of(draft), id: `undo ${jobId}` };
  }

  /**
   * Those of the page that was open when the window was reloaded. Rejects with `Failure` if what it
   * kept can't be restored.
   */
  async restored(lines: readonly KeptDraft[]): Promise<OpenUploads> {
    const keys = lines.flatMap(({ accountKey }) => accountKey ?? []);
    for (const key of new Set(keys)) await accountOf(this.accounts, key);
    const undoes = lines.at(0)?.undoes;
    if (typeof undoes === 'string') return this.undo(undoes);
    const restored = requireKept(restoredLines(lines, (key) => this.accounts.byKey(key)));
    const { choices, before, checks } = restored;
    const uris = new Set(choices.map(({ files: [{ uri }] }) => uri));
    // A pattern of names belongs to one segment.
    const remembers = uris.size === choices.length;
    const isEntry = lines.some((line) => line.isEntry === true);
    return this.personsPage(choices, { remembers, isEntry, before, checks });
  }

  /** A draft of its own. */
  of(draft: Draft): OpenUploads {
    return this.pageOf(Batch.of(draft, this.drafts));
  }

  private personsPage(
    choices: readonly Choices[],
    {
      remembers = true,
      checks = false,
      isEntry,
      before,
    }: { remembers?: boolean; checks?: boolean; isEntry?: boolean; before?: BatchBefore } = {},
  ): OpenUploads {
    const options: DraftOptions = checks
      ? { by: 'person', command: 'checkCsv', checks }
      : {
          by: 'person',
          command: choices.length > 1 ? 'uploadMany' : 'uploadCsv',
          remembers,
          isEntry,
        };
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
      run: (uploads, isSeen) => this.batches.run(uploads, isSeen),
    };
  }

  /** What is remembered for a file with this name. An account that isn't shown is asked for anew. */
  private async remembered(choices: Choices): Promise<Choices> {
    const [file, ...others] = choices.files;
    if (others.length > 0) return choices;
    const [found] = await this.drafts.remembered([file.uri]).catch(() => [undefined]);
    return found ? withRemembered(choices, found) : choices;
  }
}
