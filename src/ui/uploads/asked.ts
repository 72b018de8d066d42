import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import { guardOf } from '../../app/segments/confirmation';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { LIMITS, optionsForOther, wantedOptions, type Choices } from '../../app/uploads/options';
import type { Pairings } from '../../app/uploads/pairings';
import { planText } from '../../app/uploads/plan/planPage';
import { viewOf } from '../../app/uploads/plan/planView';
import { changedSince } from '../../app/uploads/plan/stalePlan';
import {
  identifierTypeOf,
  refuseUnlessWritable,
  targetOf,
  writableSegment,
  type Destination,
} from '../../app/uploads/target';
import { answered, Cancelled } from '../../common/failure';
import { fileName, fileNames } from '../../common/fileName';
import type { Uploads } from '../../upload/contract';
import type { UploadError } from '../../upload/error';
import type { Plan, Report, SourceFile, UploadOptions } from '../../upload/types';
import type { UploadDocuments } from '../base/pages';
import { offerSave, sourceOf, stampOf } from '../base/source';
import type { Problems } from '../problems/problems';
import { askAccountId } from '../segments/confirm';
import type { SegmentsView } from '../segments/index';
import { contentOf } from './called';
import { planAsking } from './dialogs/planAsking';
import { planShown, whileChecking } from './dialogs/progress';
import { askColumn, askDialect, askHash, askOperation } from './dialogs/questions';
import { review, type Decision } from './dialogs/review';
import type { Runner } from './runner';
import { uploadSettings } from './uploadSettings';
import { showProblems } from './view/showProblems';

const OPERATION = 'uploadCsv';

/** What is chosen so far; changed from the review. */
export interface Draft {
  uris: readonly Uri[];
  files: readonly SourceFile[];
  into: Destination;
  options: UploadOptions;
}

/** Uploads from the window: asks only for what is missing. */
export class AskedUploads {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
    private readonly engine: () => Uploads,
    private readonly view: () => Pick<SegmentsView, 'pick'>,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
    private readonly runner: Runner,
    private readonly pairings: Pairings,
  ) {}

  /** Escape anywhere throws `Cancelled`, and nothing has happened. */
  async upload(uris: readonly Uri[], known: Choices = {}): Promise<Report> {
    const name = fileNames(uris).forNotification();
    await this.accounts.require();
    for (const uri of uris) await offerSave(uri, OPERATION);
    const files = await Promise.all(uris.map((uri) => sourceOf(uri, OPERATION)));
    const { account, segment: picked } = known.into ?? (await this.pickFor(name));
    const segment = await whileChecking(() =>
      writableSegment(this.segments, account, picked.id, OPERATION),
    );
    const chosen = await operationOf(known, name, segment);
    const type = segment.contactList?.identifierType;
    const options = wantedOptions(known, chosen, type, uploadSettings(uris[0]));
    const { plan, draft } = await this.problems.during(uris, () =>
      this.decide({ uris, files, into: { account, segment }, options }, name),
    );
    await this.pairings.keep(uris.map(fileName), draft.into, draft.options, plan);
    return this.runner.run(plan.jobId, draft.into.account, {
      quiet: false,
      content: contentOf(files),
    });
  }

  /** Asks where files of this name are to go, to a segment of this type. */
  async pickFor(name: string, identifierType?: string): Promise<Destination> {
    const { account, segment } = await this.view().pick(this.accounts.shown(), {
      title: t('Upload {0} to…', name),
      only: 'writable',
      identifierType,
    });
    refuseUnlessWritable(segment, OPERATION);
    return { account, segment };
  }

  /**
   * Plans; asks for the column, another segment or how the file is to be read where the engine
   * cannot go on without.
   */
  plan(first: Draft, name: string): Promise<{ plan: Plan; draft: Draft }> {
    return planAsking(
      first,
      name,
      first.files[0],
      ({ into }) => identifierTypeOf(into.segment),
      ({ files, into, options }) =>
        planShown(this.engine(), name, files, targetOf(into), options, into.account.client),
      (draft, error) => this.ofAnotherType(draft, error, name),
    );
  }

  /** Plans and reviews until the user says yes to exactly what will be sent. */
  private async decide(first: Draft, name: string): Promise<{ plan: Plan; draft: Draft }> {
    for (let draft = first; ;) {
      const planned = await this.plan(draft, name);
      draft = planned.draft;
      const { plan } = planned;
      // The planning may have moved it to a segment of another account.
      const { files, into } = draft;
      showProblems(this.problems, plan);
      try {
        const { isTrusted } = workspace;
        const view = await viewOf(plan, into, this.accounts, this.history, isTrusted);
        const decision = await review({
          view,
          file: name,
          limits: LIMITS,
          showPlan: async () =>
            this.documents.show(
              this.documents.planUri(plan.jobId),
              await planText(view, files, LIMITS),
            ),
        });
        if (decision !== 'send') {
          draft = await this.changed(draft, plan, decision, name);
          await this.engine().discard(plan.jobId);
          continue;
        }
        if (plan.options.operation === 'replace')
          await askAccountId(into.account, guardOf(into.account, into.segment), t('Replace'));
        const stale = await this.staleReason(draft, plan);
        if (stale === undefined) return { plan, draft };
        await this.engine().discard(plan.jobId);
        draft = await this.again(draft, stale);
      } catch (error) {
        await this.engine()
          .discard(plan.jobId)
          .catch(() => undefined);
        throw error;
      }
    }
  }

  private async staleReason({ into }: Draft, plan: Plan): Promise<string | undefined> {
    const { account, segment } = into;
    const now = await whileChecking(() =>
      this.segments.search(account, { segmentIds: [segment.id] }),
    );
    const same = now.find(({ id }) => id === segment.id);
    return changedSince(plan, segment, same, (uri) => stampOf(Uri.parse(uri)));
  }

  /** The file or the segment changed while the plan was looked at. */
  private async again(draft: Draft, reason: string): Promise<Draft> {
    const check = t('Check Again');
    const choice = await window.showWarningMessage(
      reason,
      { modal: true, detail: t('The plan was for what was there before. Nothing was sent.') },
      check,
    );
    if (choice !== check) throw new Cancelled();
    const { account, segment: before } = draft.into;
    const segment = await writableSegment(this.segments, account, before.id, OPERATION);
    const files = await Promise.all(draft.uris.map((uri) => sourceOf(uri, OPERATION)));
    return { ...draft, files, into: { account, segment } };
  }

  /** A file of one type for a segment of another: offers the segments of the right type. */
  private async ofAnotherType(
    draft: Draft,
    error: UploadError,
    name: string,
  ): Promise<Draft | undefined> {
    const column = t('Choose Another Column…');
    const choice = answered(
      await window.showQuickPick([t('Choose a Segment for Them…'), column], {
        title: name,
        placeHolder: error.message,
        ignoreFocusOut: true,
      }),
    );
    return choice === column
      ? undefined
      : goingTo(draft, await this.pickFor(name, error.identifierType));
  }

  /** The draft with what the user wants otherwise. */
  private async changed(
    draft: Draft,
    plan: Plan,
    decision: Exclude<Decision, 'send'>,
    name: string,
  ): Promise<Draft> {
    const { files, into, options } = draft;
    const type = identifierTypeOf(into.segment);
    const having = (changes: Partial<UploadOptions>): Draft => ({
      ...draft,
      options: { ...options, ...changes },
    });
    switch (decision) {
      case 'column':
        return having({ column: await askColumn(name, files[0], type, options.dialect) });
      case 'dialect': {
        const dialect = await askDialect(name, plan.files[0].dialect);
        return having({ column: undefined, dialect: { ...options.dialect, ...dialect } });
      }
      case 'hash':
        return having({ hash: await askHash(name) });
      case 'operation':
        return having(await askOperation(name, type));
      case 'segment':
        return goingTo(draft, await this.pickFor(name));
    }
  }
}

/** What is to be done: as it is known, else as it is answered. */
export async function operationOf(
  { operation, forms = 'given' }: Choices,
  title: string,
  segment: Destination['segment'],
): Promise<Pick<UploadOptions, 'operation' | 'forms'>> {
  return operation ? { operation, forms } : askOperation(title, identifierTypeOf(segment));
}

function goingTo(draft: Draft, into: Destination): Draft {
  const [before, now] = [draft.into, into].map(
    ({ segment }) => segment.contactList?.identifierType,
  );
  const options = optionsForOther(draft.options, before, now, uploadSettings(draft.uris[0]));
  return { ...draft, into, options };
}
