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
import { type DraftQuestions } from '../askDraft';
import { showResult, type Runner } from '../runner';

const OPERATION = 'uploadMany';

/** `uploadMany([{uri, segmentId, operation, …}, …])`, and several files from the window. */
export class UploadMany {
  constructor(
    commands: Commands,
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly engine: () => Uploads,
    private readonly questions: DraftQuestions,
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
      run: (calls) => this.uploadByContract(calls),
      prompt: async (...args) => {
        const uris = filesOf(args);
        return this.uploadFiles(
          uris.length > 0 ? uris : await chooseFiles(t('Upload Files to Audience Segments')),
        );
      },
    });
  }

  /** One after the other; each file has a result of its own. */
  private async uploadByContract(
    calls: readonly { uri: Uri; request: UploadRequest }[],
  ): Promise<BatchResult[]> {
    const manner = { by: 'program', command: OPERATION } as const;
    const wanted = await Promise.all(
      calls.map(async ({ uri, request }) => ({
        uri: uri.toString(),
        choices: await choicesOf(uri.toString(), request, this.accounts).catch((error: unknown) =>
          toFailure(error, OPERATION),
        ),
      })),
    );
    const batch = new Batch(wanted, this.drafts, manner);
    return batch.results((draft) => this.questions.uploadByContract(draft));
  }

  /**
   * Several files, each to its remembered segment; asked where there is none, once for all files of
   * one name pattern.
   */
  async uploadFiles(uris: readonly Uri[]): Promise<BatchResult[]> {
    const wanted = await this.drafts.remembered(uris.map(String));
    return this.upload(wanted, true);
  }

  /**
   * One file to several segments, such as an opt-out list that is taken out of all of them. Nothing
   * is kept: a name pattern goes to one.
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

  /** One review, then one upload after the other. */
  private async upload(chosen: readonly Choices[], remembers: boolean): Promise<BatchResult[]> {
    const manner = { by: 'person', command: OPERATION, remembers } as const;
    const wanted = chosen.map((choices) => ({ uri: choices.files[0].uri, choices }));
    const batch = new Batch(wanted, this.drafts, manner);
    const { questions, runner } = this;
    const sent = await questions.sendAll(batch);
    const untold = sent.size > 1;
    const titles = new Map([...sent].map(([draft, upload]) => [draft, runner.titleOf(upload)]));
    const ends = new Map<Draft, UploadEnd>();
    const leave = await this.engine().enlist([...sent.values()].map(({ jobId }) => jobId));
    const results = await batch
      .results(
        async (draft) => runner.run(await draft.send(), { quiet: false, skipResult: untold }),
        ends,
      )
      .finally(leave);
    const ended = [...ends].map(([draft, end]) => ({ what: titles.get(draft) ?? '', ...end }));
    // In one notification: the editor shows three at a time, and one that comes beyond is never seen.
    if (untold)
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
