import { t } from '@vscode/l10n';
import { commands as editorCommands, Uri, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments, hasAnyKey } from '../../../app/arguments';
import type { Confirmed } from '../../../app/segments/confirmation';
import type { Choices } from '../../../app/uploads/choices';
import { Batch, type Result } from '../../../app/uploads/draft/batch';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { targetLabel } from '../../../app/uploads/messages';
import {
  batchLineOf,
  batchSentence,
  lineOf,
  linesOf,
  type BatchLine,
  type Ended,
} from '../../../app/uploads/plan/batch';
import { choicesOf, requestFrom, type UploadRequest } from '../../../app/uploads/request';
import type { Planned } from '../../../app/uploads/step';
import { Cancelled, toFailure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import { count, plural } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import { chooseFiles, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { uriIn } from '../../base/uriArguments';
import type { Problems } from '../../problems/problems';
import { namesOf, type DraftQuestions } from '../askDraft';
import { messageFor, type Runner } from '../runner';

const OPERATION = 'uploadMany';

/** A draft that is to be sent, and how it is told. */
interface Line extends BatchLine {
  draft: Draft;
  planned: Planned;
  /** Files and segment. */
  what: string;
}

/** `uploadMany([{uri, segmentId, operation, …}, …])`, and several files from the window. */
export class UploadMany {
  constructor(
    commands: Commands,
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly engine: () => Uploads,
    private readonly problems: Problems,
    private readonly questions: DraftQuestions,
    private readonly runner: Runner,
  ) {
    commands.add<{ uri: Uri; request: UploadRequest }[], Result[]>({
      id: `criteoAudiences.${OPERATION}`,
      accepts: ([list]) => {
        if (!Array.isArray(list) || !list.every((item) => hasAnyKey(item, 'uri'))) return undefined;
        return list.map((item: Record<string, unknown>) => ({
          uri: uriIn(new Arguments(item, OPERATION), 'uri'),
          request: requestFrom(item, OPERATION, ['uri']),
        }));
      },
      called: (calls) => this.uploadByContract(calls),
      asked: async (...args) => {
        const uris = filesOf(args);
        return this.uploadFiles(
          uris.length > 0 ? uris : await chooseFiles(t('Upload Several Files')),
        );
      },
    });
  }

  /** One after the other; each file has a result of its own. */
  private async uploadByContract(
    calls: readonly { uri: Uri; request: UploadRequest }[],
  ): Promise<Result[]> {
    const manner = { by: 'program', command: OPERATION } as const;
    const wanted = await Promise.all(
      calls.map(async ({ uri, request }) => ({
        uri: uri.toString(),
        choices: await choicesOf([uri.toString()], request, this.accounts).catch((error: unknown) =>
          toFailure(error, OPERATION),
        ),
      })),
    );
    const batch = new Batch(wanted, (choices) => this.drafts.draft(choices, manner));
    return batch.results(async (draft) => {
      batch.refuseConflict(draft);
      return this.questions.uploadByContract(draft);
    });
  }

  /**
   * Several files, each to its remembered segment; asked where there is none, once for all files of
   * one name pattern.
   */
  async uploadFiles(uris: readonly Uri[]): Promise<Result[]> {
    await this.accounts.require();
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
  ): Promise<Result[]> {
    const files = [{ uri: uri.toString() }];
    return this.upload(
      segments.map((into) => ({ files, into, operation })),
      false,
    );
  }

  /** One review, then one upload after the other. */
  private async upload(chosen: readonly Choices[], remembers: boolean): Promise<Result[]> {
    const manner = { by: 'person', command: OPERATION, remembers } as const;
    const wanted = chosen.map((choices) => ({ uri: choices.files[0].uri, choices }));
    const batch = new Batch(wanted, (choices) => this.drafts.draft(choices, manner));
    const { questions, runner } = this;
    const whats = new Map<Draft, string>();
    const sent = await questions.whileOpen(batch, async () => {
      const confirmed = new Map<Draft, Confirmed>();
      for (const { draft, planned, what } of await this.review(batch)) {
        confirmed.set(draft, await questions.confirm(planned));
        whats.set(draft, what);
      }
      return batch.send(confirmed);
    });
    const untold = sent.size > 1;
    const leave = await this.engine().enlist([...sent.values()].map(({ jobId }) => jobId));
    try {
      const ended: Ended[] = [];
      const results = await batch.results(async (draft) => {
        const what = whats.get(draft) ?? '';
        try {
          const report = await runner.run(await draft.send(), { quiet: false, untold });
          ended.push({ what, report });
          return report;
        } catch (error) {
          ended.push({ what, error: toFailure(error, OPERATION) });
          throw error;
        }
      });
      if (untold)
        void this.tell(
          ended,
          results.map(({ uri }) => uri),
        );
      return results;
    } finally {
      await leave();
    }
  }

  /** Has all that is missing chosen, and one confirmation for all; gives what is to be sent. */
  private async review(batch: Batch): Promise<Line[]> {
    const { questions } = this;
    for (const draft of batch.drafts) {
      const [first, ...more] = draft.choices.files.map(({ uri }) =>
        fileName(uri).forNotification(),
      );
      await questions.settle(
        draft,
        more.length > 0 ? t('{0} (and {1} more like it)', first, count(more.length)) : first,
      );
    }
    await batch.join();
    const lines: Line[] = [];
    for (const draft of batch.drafts) {
      batch.refuseConflict(draft);
      const planned = await questions.settle(draft);
      const view = await planned.view();
      const name = namesOf(draft);
      const what = t('{0} → {1}', name, targetLabel(view.names).forNotification());
      lines.push({ draft, planned, what, ...batchLineOf(view, name, planned) });
    }
    await confirmLines(lines);
    const [sending, nothing] = [true, false].map((sends) =>
      lines.filter(({ planned }) => planned.plan.good > 0 === sends),
    );
    await batch.leaveOut(nothing.map(({ draft }) => draft));
    return sending;
  }

  /**
   * How several uploads ended, in one notification: the editor shows three at a time, and one that
   * comes beyond is never seen.
   */
  private async tell(ended: readonly Ended[], uris: readonly string[]): Promise<void> {
    const [showProblems, showUploads] = [t('Show Problems'), t('Show Uploads')];
    const hasProblems = uris.some((uri) => this.problems.readAs(Uri.parse(uri)));
    const choice = await messageFor(ended.map(({ report }) => report))(
      batchSentence(ended, Date.now()),
      ...(hasProblems ? [showProblems] : []),
      showUploads,
    );
    if (choice === showProblems)
      await editorCommands.executeCommand('workbench.actions.view.problems');
    if (choice === showUploads)
      await editorCommands.executeCommand('criteoAudiences.uploads.focus');
  }
}

/** One table, one confirmation. */
async function confirmLines(lines: readonly Line[]): Promise<void> {
  const sending = lines.filter(({ planned }) => planned.plan.good > 0);
  if (sending.length === 0) {
    await window.showWarningMessage(t('Nothing in these files can be sent.'), {
      modal: true,
      detail: lines.map(lineOf).join('\n'),
    });
    throw new Cancelled();
  }
  const total = count(sending.reduce((sum, { planned }) => sum + planned.plan.good, 0));
  const warned = lines.some((line) => line.warned.length > 0);
  const replacing = lines.some(({ planned }) => planned.plan.options.operation === 'replace');
  const yes = warned ? t('Send {0} Anyway', total) : t('Send {0}', total);
  const detail = [
    ...linesOf(lines),
    ...(replacing
      ? ['', t('Replacing is not one step: a list is emptied first, then filled call by call.')]
      : []),
  ];
  const ask = warned || replacing ? window.showWarningMessage : window.showInformationMessage;
  const choice = await ask(
    plural(sending.length, {
      one: t('{0} upload?', count(sending.length)),
      other: t('{0} uploads, one after the other?', count(sending.length)),
    }),
    { modal: true, detail: detail.join('\n') },
    yes,
  );
  if (choice !== yes) throw new Cancelled();
}
