import { t } from '@vscode/l10n';
import { commands, Uri, workspace } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import type { Confirmed } from '../../../app/segments/confirmation';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import { type Choices } from '../../../app/uploads/choices/choices';
import { limitsOf } from '../../../app/uploads/choices/engineOptions';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { draftPlanOf, type DraftStep } from '../../../app/uploads/draftStep';
import type { TargetNames } from '../../../app/uploads/messages';
import { typeFound } from '../../../app/uploads/page/askingPage';
import { draftModel } from '../../../app/uploads/page/draftPage';
import { keptDraftOf } from '../../../app/uploads/page/keptDraft';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import { fitValue } from '../../../app/uploads/page/segmentWays';
import { namesOf } from '../../../app/uploads/target';
import type { Upload } from '../../../app/uploads/upload';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileNames } from '../../../common/fileName';
import { Throttle } from '../../../common/throttle';
import { HASHES, knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import { OPERATIONS } from '../../../upload/uploadTypes';
import type { KeptDraft } from '../../../webview/protocol';
import type { UploadAction, UploadModel } from '../../../webview/uploadModel';
import { chooseFile } from '../../base/chooseFile';
import { unsavedDocument } from '../../base/editorSource';
import { settings } from '../../base/settings';
import type { Problems, ProblemsAside } from '../../problems/problems';
import { showProblems } from '../../problems/showProblems';
import type { SegmentsView } from '../../segments/registerSegments';
import { Countdown } from './countdown';
import { FileReading } from './fileReading';
import { findFittingSegments, lastReading } from './fittingSegments';
import type { PageHost } from './pageHost';
import { CHANGES, LOOKS } from './pressKinds';
import type { PreviousActions } from './previousActions';
import { RememberActions } from './rememberActions';
import type { RowActions } from './rowActions';
import type { OpenDraft, RowActionsOf } from './uploadPages';

/** Milliseconds between two drawings of a check's progress. */
const DRAW_EVERY = 100;

interface KnownTarget {
  key: string;
  names: TargetNames;
  type: IdentifierType | undefined;
}

/** The host's side of a draft's page. */
export class DraftHost extends DisposableOwner implements PageHost {
  private readonly draft: Draft;
  private readonly remembering: RememberActions;
  private readonly previous: PreviousActions;
  private readonly drawing = new Throttle(DRAW_EVERY, () => this.redraw());
  private readonly reading: FileReading;
  private readonly countdown = new Countdown(() => this.redraw());
  private isSending = false;
  private listed?: ListedRows;
  private target?: KnownTarget;
  /** From before this page, which are shown again unless the draft is sent. */
  private problemsBefore?: ProblemsAside;

  constructor(
    private readonly opened: Pick<OpenDraft, 'draft' | 'confirmOnly' | 'notices'>,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: Pick<History, 'last'>,
    proposed: Drafts['proposed'],
    previousOf: (draft: Draft) => PreviousActions,
    private readonly view: Pick<SegmentsView, 'pick'>,
    private readonly createSegment: (
      account: AccountHandle,
      like: { identifierType?: string },
    ) => Promise<{ id: string } | undefined>,
    private readonly problems: Problems,
    private readonly rowActionsOf: RowActionsOf,
    /** Sends a model to the page. */
    private readonly show: (model: UploadModel) => void,
    /** Called once the draft is sent. */
    private readonly onSent: (upload: Upload) => void,
    /** Uploads a checked file. */
    private readonly startUpload: (choices: Choices) => void,
    /** Tells of a failure that no press waits for any more. */
    private readonly report: (error: unknown) => void,
  ) {
    super();
    this.draft = opened.draft;
    this.reading = new FileReading(opened.draft);
    this.previous = previousOf(opened.draft);
    this.remembering = new RememberActions(() => [this.draft], proposed);
    this.register(this.draft.onDidChange((step) => this.follow(step)));
    this.register(accounts.onDidChange(() => this.drawing.call()));
    this.register(segments.onDidChange(() => this.drawing.call()));
    this.register(workspace.onDidSaveTextDocument(({ uri }) => this.checkSaved(uri)));
    this.register({ dispose: () => this.countdown.hold() });
    // A check is there to show them, and what a program started restores them itself.
    if (!this.draft.options.checks && !opened.confirmOnly)
      this.problemsBefore = problems.setAside(this.uris);
    this.register({
      dispose: () => {
        if (this.draft.step.kind === 'sent') this.problemsBefore?.discard();
        else this.problemsBefore?.restore();
      },
    });
  }

  get title(): string {
    const names = fileNames(this.draft.choices.files).forTree();
    return this.draft.options.checks ? t('Check {0}', names) : t('Upload {0}', names);
  }

  get kept(): { draft: KeptDraft } {
    return { draft: keptDraftOf(this.draft) };
  }

  async draw(): Promise<void> {
    const { draft } = this;
    const { step, choices } = draft;
    if (step.kind === 'sent') return;
    const planned = draftPlanOf(step);
    const { into } = choices;
    const account = into && (this.accounts.byKey(into.account.key) ?? into.account);
    const target = into && account && this.targetOf(account, into.segmentId);
    const [preview, view, reading, previous] = await Promise.all([
      this.reading.preview(),
      planned?.view(),
      into && lastReading(this.history, into.account, into.segmentId),
      this.previous.input(),
    ]);
    const fits = draft.options.checks
      ? []
      : await findFittingSegments(
          typeFound(step, preview, draft.identifierType),
          this.retailerId,
          this.accounts,
          this.segments,
          this.history,
        );
    if (this.disposed || draft.step !== step) return;
    this.show(
      draftModel({
        step,
        choices: { ...choices, operation: draft.operation },
        identifierType: draft.identifierType ?? target?.type,
        hash: settings.hashEmails(this.uris[0]),
        preview,
        view,
        reading,
        account,
        names: target?.names,
        fits,
        limits: limitsOf(choices),
        checks: draft.options.checks,
        waits: this.opened.confirmOnly,
        undoes: draft.options.undoes,
        previous,
        remember: this.remembering.line,
        notices: this.opened.notices,
        listed: this.listed,
        countdown: this.countdown.left,
        isSending: this.isSending,
        now: Date.now(),
      }),
    );
  }

  async press(action: UploadAction, value: string | undefined): Promise<void> {
    const { draft } = this;
    if (action === 'hold') return this.countdown.hold();
    // A change calls the countdown off; a look at the rows doesn't.
    if (!LOOKS.has(action)) this.countdown.hold();
    if (CHANGES.has(action) && (this.opened.confirmOnly || draft.options.undoes)) return;
    switch (action) {
      case 'send':
        return this.confirm(value);
      case 'check':
        return void (await draft.check());
      case 'chooseColumn':
        return this.pressColumn(Number(value));
      case 'chooseOperation': {
        const operation = OPERATIONS.find((one) => one === value);
        return void (operation && (await draft.choose({ operation })));
      }
      case 'chooseHash': {
        const hash = HASHES.find((one) => one === value);
        return void (hash && (await draft.choose({ hash })));
      }
      case 'chooseFormats':
        return void (await draft.choose({ formats: FORMS.find((one) => one === value) }));
      case 'chooseType': {
        // The column and the hash were chosen for another type.
        const files = draft.choices.files.map(({ uri, dialect }) => ({ uri, dialect }));
        const identifierType = knownType(value);
        return void (await draft.choose({ files, identifierType, hash: undefined }));
      }
      case 'choosePrevious':
      case 'browsePrevious':
      case 'firstRun':
      case 'changePrevious':
      case 'removeShared':
      case 'comparePrevious':
      case 'otherList':
        return this.previous.run(action, value);
      case 'changeReading': {
        const file = Number(value ?? 0);
        const dialect = await this.reading.pickDialect(file);
        return void (await draft.chooseReading({ dialect }, file));
      }
      case 'changeSegment':
        return this.changeSegment(value);
      case 'useSegment':
        return this.useSegment(value);
      case 'createSegment':
        return this.create(value);
      case 'saveFile':
        return this.save();
      case 'chooseFile':
        return this.chooseOtherFile();
      case 'refreshSegments':
        return void (await commands.executeCommand('criteoAudiences.refresh'));
      case 'openFile':
        return void (await commands.executeCommand('vscode.open', this.uris[0]));
      case 'remember':
      case 'editPairing':
        return this.remembering.run(action, value);
      default:
        await this.rowActions.run(action, value);
    }
  }

  private get rowActions(): RowActions {
    return this.rowActionsOf(this.uris, (rows) => {
      this.listed = rows;
      this.redraw();
    });
  }

  private get uris(): Uri[] {
    return this.draft.choices.files.map(({ uri }) => Uri.parse(uri));
  }

  private redraw(): void {
    if (!this.disposed) void this.draw().catch(() => undefined);
  }

  private follow(step: DraftStep): void {
    if (step.kind === 'checking') {
      this.listed = undefined;
      this.drawing.call();
    } else this.drawing.flush();
    if (step.kind !== 'ready') this.countdown.hold();
    const planned = draftPlanOf(step);
    // The check command shows those of a check itself.
    if (planned && !this.draft.options.checks) showProblems(this.problems, planned.plan);
  }

  /** Checks again when one of the files is saved, for example after a fix. */
  private checkSaved(saved: Uri): void {
    const { draft } = this;
    if (draft.options.checks || draft.step.kind === 'sent') return;
    if (!this.uris.some((uri) => uri.toString() === saved.toString())) return;
    this.countdown.hold();
    void draft.check();
  }

  /** Starts sending: at once, or for a Replace after a countdown. `typed`: the account ID. */
  private async confirm(typed: string | undefined): Promise<void> {
    const { step } = this.draft;
    const planned = draftPlanOf(step);
    if (!planned || this.countdown.left !== undefined || this.isSending) return;
    const confirmed: Confirmed =
      planned.confirmation?.kind === 'accountId' ? { accountId: typed?.trim() ?? '' } : 'yes';
    if (planned.plan.options.operation !== 'replace' || planned.plan.good === 0)
      return this.send(confirmed);
    this.countdown.start(() => void this.send(confirmed).catch(this.report));
  }

  private async send(confirmed: Confirmed): Promise<void> {
    const { draft } = this;
    this.isSending = true;
    this.redraw();
    try {
      this.onSent(await draft.send(confirmed));
    } catch (error) {
      // What changed since is shown by the draft's step.
      if (draft.step.kind !== 'blocked') throw error;
    } finally {
      this.isSending = false;
      this.redraw();
    }
  }

  private async pressColumn(pressed: number): Promise<void> {
    const columns = await this.reading.columnsAfterPress(pressed);
    if (!columns) return;
    await this.draft.chooseReading({ columns });
  }

  /** `type`: what the file holds, if not what the current segment takes. */
  private async changeSegment(type: string | undefined): Promise<void> {
    const { draft, retailerId } = this;
    const names = fileNames(draft.choices.files).forNotification();
    const likely = knownType(type) ?? draft.identifierType;
    await this.accounts.require();
    const { account, segment } = await this.view.pick(this.accounts.shown(), {
      title: t('Upload {0} to…', names),
      only: 'writable',
      likely: { types: likely ? [likely] : [], retailerId },
      offersCreation: true,
    });
    await this.chooseSegment(account, segment.id);
  }

  /** The segment's names and type, also after it is gone. */
  private targetOf(account: AccountHandle, segmentId: string): KnownTarget | undefined {
    const key = JSON.stringify([account.key, segmentId]);
    const segment = this.segments.find(account, segmentId);
    if (segment)
      this.target = {
        key,
        names: namesOf(this.accounts, { account, segment }),
        type: knownType(segment.contactList?.identifierType),
      };
    return this.target?.key === key ? this.target : undefined;
  }

  private get retailerId(): string | undefined {
    const { into } = this.draft.choices;
    return into && this.segments.find(into.account, into.segmentId)?.retailerId;
  }

  /** `value`: see `fitValue`. */
  private async useSegment(value: string | undefined): Promise<void> {
    for (const account of this.accounts.shown())
      for (const segment of this.segments.state(account).segments)
        if (fitValue({ account, segment }) === value)
          return this.chooseSegment(account, segment.id);
  }

  private async create(identifierType: string | undefined): Promise<void> {
    const account = this.draft.choices.into?.account ?? (await this.accounts.require());
    const segment = await this.createSegment(account, { identifierType });
    if (segment && !this.disposed) await this.chooseSegment(account, segment.id);
  }

  private async chooseSegment(account: AccountHandle, segmentId: string): Promise<void> {
    const { draft } = this;
    const into = { account, segmentId };
    if (draft.options.checks)
      // What to do with the people in it wasn't asked.
      this.startUpload({ ...draft.choices, identifierType: undefined, operation: undefined, into });
    else await draft.choose({ into, previous: undefined });
  }

  private async save(): Promise<void> {
    for (const uri of this.uris) await unsavedDocument(uri)?.save();
    // Saving checks again; a file that couldn't be saved still needs it.
  }

  private async chooseOtherFile(): Promise<void> {
    const uri = await chooseFile(t('Upload to Audience Segment'));
    if (this.problemsBefore) {
      this.problemsBefore.restore();
      this.problemsBefore = this.problems.setAside([uri]);
    }
    await this.draft.choose({ files: [{ uri: uri.toString() }], previous: undefined });
  }
}
