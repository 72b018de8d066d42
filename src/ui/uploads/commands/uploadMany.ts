import { t } from '@vscode/l10n';
import { commands as editorCommands, type Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments, hasAnyKey } from '../../../app/arguments';
import type { Choices } from '../../../app/uploads/choices';
import { Batch, type BatchResult, type UploadEnd } from '../../../app/uploads/draft/batch';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { batchResultText } from '../../../app/uploads/plan/batchReview';
import { choicesOf, requestFrom, type UploadRequest } from '../../../app/uploads/request';
import { toFailure } from '../../../common/failure';
import type { Uploads } from '../../../upload/contract';
import { chooseFiles, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { uriIn } from '../../base/uriArguments';
import type { BatchQuestions } from '../askBatch';
import { showResult, type Runner } from '../runner';
import type { Uploader } from '../uploader';

const OPERATION = 'uploadMany';

/** `uploadMany([{uri, segmentId, operation, …}, …])`, and uploads of several files. */
export class UploadMany {
  constructor(
    commands: Commands,
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly engine: () => Uploads,
    private readonly questions: BatchQuestions,
    private readonly uploader: Uploader,
    private readonly runner: Runner,
  ) {
    commands.add<{ uri: Uri; request: UploadRequest }[], BatchResult[]>({
      id: `criteoAudiences.${OPERATION}`,
      parse: ([list]) => {
        if (!Array.isArray(list) || !list.every((item) => hasAnyKey(item, 'uri'))) return undefined;
        return list.map((item: Record<string, unknown>) => ({
          uri: uriIn(new Arguments(item, OPERATION), 'uri'),
          request: requestFrom(item, OPERATION, ['uri']),
        }));
      },
      run: (items) => this.uploadByContract(items),
      prompt: async (...args) => {
        const uris = filesOf(args);
        return this.uploadFiles(
          uris.length > 0 ? uris : await chooseFiles(t('Upload Files to Audience Segments')),
        );
      },
    });
  }

  /** Uploads one after another; returns a result per file. */
  private async uploadByContract(
    items: readonly { uri: Uri; request: UploadRequest }[],
  ): Promise<BatchResult[]> {
    const manner = { by: 'program', command: OPERATION } as const;
    const entries = await Promise.all(
      items.map(async ({ uri, request }) => ({
        uri: uri.toString(),
        choices: await choicesOf([uri.toString()], request, this.accounts).catch((error: unknown) =>
          toFailure(error, OPERATION),
        ),
      })),
    );
    const batch = new Batch(entries, this.drafts, manner);
    return batch.results((draft) => this.uploader.uploadByContract(draft));
  }

  /**
   * Uploads several files, each to its remembered segment. Where there is none, asks once for all
   * files of one name pattern.
   */
  async uploadFiles(uris: readonly Uri[]): Promise<BatchResult[]> {
    const choices = await this.drafts.remembered(uris.map(String));
    return this.upload(choices, true);
  }

  /**
   * Uploads one file to several segments, such as an opt-out list. Remembers nothing, since a name
   * pattern belongs to one segment.
   */
  uploadToSegments(
    uri: Uri,
    segments: readonly NonNullable<Choices['into']>[],
    operation: Choices['operation'],
  ): Promise<BatchResult[]> {
    const files = [{ uri: uri.toString() }];
    return this.upload(
      segments.map((into) => ({ files, into, operation })),
      false,
    );
  }

  /**
   * Shows the page if all files go to one segment; otherwise one review, and then uploads one after
   * another.
   */
  private async upload(choices: readonly Choices[], remembers: boolean): Promise<BatchResult[]> {
    const manner = { by: 'person', command: OPERATION, remembers } as const;
    const entries = choices.map((one) => ({ uri: one.files[0].uri, choices: one }));
    const batch = new Batch(entries, this.drafts, manner);
    const [only, ...others] = batch.drafts;
    if (others.length === 0) {
      const report = await this.uploader.upload(only.choices);
      return entries.map(({ uri }) => ({ uri, report }));
    }
    const { questions, runner } = this;
    const sent = await questions.sendAll(batch);
    const skipResult = sent.size > 1;
    const titles = new Map([...sent].map(([draft, upload]) => [draft, runner.titleOf(upload)]));
    const ends = new Map<Draft, UploadEnd>();
    const leave = await this.engine().enlist([...sent.values()].map(({ jobId }) => jobId));
    const results = await batch
      .results(
        async (draft) =>
          runner.run(await draft.send(), { quiet: false, inBatch: true, skipResult }),
        ends,
      )
      .finally(leave);
    const ended = [...ends].map(([draft, end]) => ({ what: titles.get(draft) ?? '', ...end }));
    // One notification for all: the editor shows three at a time and drops any more.
    if (skipResult)
      void showResult(
        ended.map(({ report }) => report),
        batchResultText(ended, Date.now()),
        [
          runner.problemsButton(results),
          [t('Show Uploads'), () => editorCommands.executeCommand('criteoAudiences.uploads.focus')],
        ],
      );
    return results;
  }
}
