import { t } from '@vscode/l10n';
import { commands, Uri, workspace } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import { confirmedBy, whyNotSend } from '../../../app/uploads/batch/batchBar';
import { sendableGroups, updatedTogether } from '../../../app/uploads/batch/batchGroup';
import type { BatchLine } from '../../../app/uploads/batch/batchLine';
import { batchModel } from '../../../app/uploads/batch/batchPage';
import { SORTS, type BatchSort } from '../../../app/uploads/batch/batchView';
import { keptBatchOf } from '../../../app/uploads/batch/keptBatch';
import type { Choices } from '../../../app/uploads/choices/choices';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { draftPlanOf } from '../../../app/uploads/draftStep';
import type { Upload } from '../../../app/uploads/upload';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileNames } from '../../../common/fileName';
import { Throttle } from '../../../common/throttle';
import { HASHES } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import type { Uploads } from '../../../upload/contract';
import { OPERATIONS, type Plan } from '../../../upload/uploadTypes';
import type { KeptBatch } from '../../../webview/protocol';
import type { UploadAction, UploadModel } from '../../../webview/uploadModel';
import { unsavedDocument } from '../../base/editorSource';
import type { Problems, ProblemsAside } from '../../problems/problems';
import { showProblems } from '../../problems/showProblems';
import type { SegmentsView } from '../../segments/registerSegments';
import { pickGroupChange } from '../dialogs/pickChoices';
import { BatchViews } from './batchViews';
import { Countdown } from './countdown';
import type { PageHost } from './pageHost';
import { RememberActions } from './rememberActions';
import type { OpenBatch, RowActionsOf } from './uploadPages';

/** Milliseconds between two drawings. */
const DRAW_EVERY = 100;

/** The host's side of the page of several uploads, before they are sent. */
export class BatchHost extends DisposableOwner implements PageHost {
  private readonly drawing = new Throttle(DRAW_EVERY, () => this.redraw());
  private readonly countdown = new Countdown(() => this.redraw());
  private readonly shownPlans = new WeakSet<Plan>();
  private readonly views: BatchViews;
  private readonly remembering: RememberActions;
  private sort: BatchSort = 'leftOut';
  private isSending = false;
  private isSent = false;
  private asksForSegment: boolean;
  /** Of the newest drawing: an older one that ends later is dropped. */
  private drawn = 0;
  /** Of the batch. */
  private changes = 0;
  /** From before this page, which are shown again unless the files are sent. */
  private readonly problemsBefore: ProblemsAside;

  constructor(
    private readonly opened: Pick<OpenBatch, 'batch' | 'asksForSegment'>,
    private readonly accounts: Accounts,
    segments: SegmentList,
    history: Pick<History, 'last'>,
    private readonly view: Pick<SegmentsView, 'pick'>,
    engine: () => Pick<Uploads, 'jobs'>,
    private readonly problems: Problems,
    private readonly rowActionsOf: RowActionsOf,
    proposed: Drafts['proposed'],
    private readonly show: (model: UploadModel) => void,
    private readonly onSent: (uploads: readonly Upload[]) => void,
    /** Opens the single page of a file. */
    private readonly uploadAlone: (choices: Choices) => void,
    /** Tells of a failure that no press waits for any more. */
    private readonly report: (error: unknown) => void,
  ) {
    super();
    this.views = new BatchViews(opened.batch, accounts, segments, history, engine);
    this.remembering = new RememberActions(() => opened.batch.drafts, proposed);
    this.asksForSegment = opened.asksForSegment;
    this.problemsBefore = problems.setAside(this.uris);
    this.register(opened.batch.onDidChange(() => this.follow()));
    this.register(accounts.onDidChange(() => this.drawing.call()));
    this.register(segments.onDidChange(() => this.drawing.call()));
    this.register(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (!this.uris.some((one) => one.toString() === uri.toString())) return;
        this.countdown.hold();
        this.views.forget(uri.toString());
        opened.batch.checkFile(uri.toString());
      }),
    );
    this.register({ dispose: () => this.countdown.hold() });
    this.register({
      dispose: () => {
        if (this.isSent) this.problemsBefore.discard();
        else this.problemsBefore.restore();
      },
    });
  }

  get title(): string {
    return t('Upload {0}', fileNames(this.uris).forTree());
  }

  get kept(): { batch: KeptBatch } {
    return { batch: keptBatchOf(this.opened.batch) };
  }

  async draw(): Promise<void> {
    const drawn = ++this.drawn;
    const { changes } = this;
    const { batch } = this.opened;
    const groups = await this.views.groups(this.countdown.left);
    if (this.disposed || drawn !== this.drawn) return;
    // A change has ordered a newer drawing. Until then, progress may be old, but not what is sent.
    const { isOneFile } = batch;
    if (changes !== this.changes && whyNotSend({ groups, isOneFile }) === undefined) return;
    this.show(
      batchModel({
        isOneFile,
        groups,
        sort: this.sort,
        remember: this.remembering.line,
        countdown: this.countdown.left,
        isSending: this.isSending,
        now: Date.now(),
      }),
    );
    if (!this.asksForSegment) return;
    this.asksForSegment = false;
    void this.chooseTarget(batch.lines[0].id).catch(this.report);
  }

  async press(action: UploadAction, value: string | undefined, line?: string): Promise<void> {
    const { batch } = this.opened;
    if (action === 'hold') return this.countdown.hold();
    // A change calls the countdown off; a look at the rows doesn't.
    if (!LOOKS.has(action)) this.countdown.hold();
    if (line !== undefined) return this.pressInLine(action, value, line);
    switch (action) {
      case 'send':
        return this.confirm(value);
      case 'tick':
        return this.tick(value);
      case 'expand':
        if (value !== undefined && !this.views.open.delete(value)) this.views.open.add(value);
        return this.redraw();
      case 'sort':
        this.sort = SORTS.find((one) => one === value) ?? this.sort;
        return this.redraw();
      case 'changeGroup':
        return this.changeGroup(value);
      case 'chooseTarget':
        return this.chooseTarget(value ?? '');
      case 'addTargets':
        return this.addTarget();
      case 'addThere':
        return batch.addThere(value ?? '');
      case 'check':
        return batch.check();
      case 'chooseOperation':
        return this.changeAll({ operation: OPERATIONS.find((one) => one === value) });
      case 'chooseFormats':
        return this.changeAll({ formats: FORMS.find((one) => one === value) });
      case 'chooseHash':
        return this.changeAll({ hash: HASHES.find((one) => one === value) });
      case 'saveFile':
        return void (await unsavedDocument(this.uriOf(value))?.save());
      case 'openUpload':
        return void (await commands.executeCommand('criteoAudiences.openReport', {
          kind: 'job',
          jobId: value,
        }));
      case 'remember':
      case 'editPairing':
        return this.remembering.run(action, value);
      case 'showProblems':
        return void (await commands.executeCommand('workbench.actions.view.problems'));
      default:
    }
  }

  /** What is pressed in a line's detail is about its file alone. */
  private async pressInLine(
    action: UploadAction,
    value: string | undefined,
    line: string,
  ): Promise<void> {
    const { batch } = this.opened;
    const reading = this.views.readingOf(line);
    switch (action) {
      case 'chooseColumn': {
        const columns = await reading?.columnsAfterPress(Number(value));
        return columns && batch.chooseReading(line, { columns });
      }
      case 'changeReading':
        return reading && batch.chooseReading(line, { dialect: await reading.pickDialect(0) });
      case 'saveFile':
        return void (await unsavedDocument(this.uriOf(line))?.save());
      case 'openFile':
        return void (await commands.executeCommand('vscode.open', this.uriOf(line)));
      case 'check':
        return batch.check();
      default:
        await this.rowActionsOf([this.uriOf(line)], (rows) => {
          this.views.listed.set(line, rows);
          this.redraw();
        }).run(action, value);
    }
  }

  private get uris(): Uri[] {
    const { lines } = this.opened.batch;
    const uris = new Set(lines.map(({ choices }) => choices.files[0].uri));
    return [...uris].map((uri) => Uri.parse(uri));
  }

  private uriOf(id: string | undefined): Uri {
    const { lines } = this.opened.batch;
    const line = lines.find((one) => one.id === id) ?? lines[0];
    return Uri.parse(line.choices.files[0].uri);
  }

  private redraw(): void {
    if (!this.disposed) void this.draw().catch(this.report);
  }

  /** Shows the problems of each new plan, and draws again. */
  private follow(): void {
    this.changes++;
    const { lines, groups } = this.opened.batch;
    const steps = [...lines.map(({ check }) => check), ...groups.map(({ draft }) => draft)];
    for (const draft of steps) {
      const plan = draft && draftPlanOf(draft.step)?.plan;
      if (!plan || this.shownPlans.has(plan)) continue;
      this.shownPlans.add(plan);
      showProblems(this.problems, plan);
    }
    const isReady = groups.every(({ draft }) => !draft || draft.step.kind === 'ready');
    if (!isReady) this.countdown.hold();
    this.drawing.call();
  }

  private tick(id: string | undefined): void {
    const { batch } = this.opened;
    const lines = batch.lines.filter(({ stop }) => !stop);
    const ticked =
      id === undefined
        ? lines.some(({ isLeftOut }) => isLeftOut)
        : lines.some((line) => line.id === id && line.isLeftOut);
    batch.tick(id, ticked);
  }

  private changeAll(changes: Partial<Omit<Choices, 'files'>>): void {
    const { batch } = this.opened;
    for (const { id } of batch.groups) batch.changeGroup(id, changes);
  }

  private async changeGroup(id: string | undefined): Promise<void> {
    const { batch } = this.opened;
    const group = batch.groups.find((one) => one.id === id);
    if (!group) return;
    const { choices, lines } = group;
    const names = fileNames(lines.map(({ choices: { files } }) => files[0])).forNotification();
    const operation = await pickGroupChange(names, choices.operation);
    if (operation !== 'segment')
      return operation === 'update'
        ? this.openUpdate(lines[0])
        : batch.changeGroup(group.id, { operation });
    const into = await this.pickSegment(names, group.lines);
    batch.changeGroup(group.id, { into });
  }

  private async chooseTarget(id: string): Promise<void> {
    const { batch } = this.opened;
    const lines = batch.alike(id);
    const names = fileNames(lines.map(({ choices: { files } }) => files[0])).forNotification();
    batch.chooseTarget(id, await this.pickSegment(names, lines));
  }

  private async addTarget(): Promise<void> {
    const { batch } = this.opened;
    const name = fileNames(this.uris).forNotification();
    batch.addTarget(await this.pickSegment(name, batch.lines));
  }

  private async pickSegment(
    names: string,
    lines: readonly BatchLine[],
  ): Promise<NonNullable<Choices['into']>> {
    await this.accounts.require();
    const types = lines.flatMap(({ check }) => {
      const found = check?.step.kind === 'blocked' ? check.step.identifierType : undefined;
      return found ?? check?.identifierType ?? [];
    });
    const { account, segment } = await this.view.pick(this.accounts.shown(), {
      title: t('Upload {0} to…', names),
      only: 'writable',
      likely: { types: [...new Set(types)] },
      offersCreation: true,
    });
    return { account, segmentId: segment.id };
  }

  private openUpdate(line: BatchLine): void {
    const { batch } = this.opened;
    const lines = updatedTogether(batch.lines, line);
    for (const { id } of lines) batch.tick(id, false);
    this.uploadAlone({
      ...lines[0].choices,
      files: lines.flatMap(({ choices }) => choices.files),
      operation: 'update',
    });
  }

  /** Starts sending: at once, or for a Replace after a countdown. `typed`: the account IDs. */
  private async confirm(typed: string | undefined): Promise<void> {
    const { batch } = this.opened;
    const sendable = sendableGroups(batch.groups);
    const plans = sendable.map(({ planned }) => planned);
    // A press may cross a change: then the page says what is missing.
    if (whyNotSend(batch) !== undefined || this.countdown.left !== undefined || this.isSending)
      return;
    const send = (): Promise<void> => this.send(confirmedBy(typed, plans));
    if (plans.every(({ plan }) => plan.options.operation !== 'replace')) return send();
    this.countdown.start(() => void send().catch(this.report));
  }

  private async send(confirmed: ReturnType<typeof confirmedBy>): Promise<void> {
    const { batch } = this.opened;
    this.isSending = true;
    this.redraw();
    try {
      const uploads = await batch.send(confirmed);
      this.isSent = true;
      this.onSent(uploads);
    } catch (error) {
      // What changed since is shown by the drafts' steps.
      if (!batch.groups.some(({ draft }) => draft?.step.kind === 'blocked')) throw error;
    } finally {
      this.isSending = false;
      this.redraw();
    }
  }
}

const LOOKS: ReadonlySet<UploadAction> = new Set([
  'expand',
  'sort',
  'remember',
  'openFile',
  'openUpload',
  'showProblems',
  'showRows',
  'exportRows',
]);
