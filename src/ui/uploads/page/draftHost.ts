import { t } from '@vscode/l10n';
import { Uri, workspace } from 'vscode';
import { isShown, sendableGroups } from '../../../app/uploads/batch/batchGroup';
import type { BatchLine } from '../../../app/uploads/batch/batchLine';
import { keptBatchOf } from '../../../app/uploads/batch/keptBatch';
import { whyNotSend } from '../../../app/uploads/batchPage/batchBar';
import { batchModel } from '../../../app/uploads/batchPage/batchPage';
import { SORTS, type BatchSort } from '../../../app/uploads/batchPage/batchView';
import { leftOutOfBatch } from '../../../app/uploads/batchPage/leftOutReason';
import type { Choices } from '../../../app/uploads/choices/choices';
import type { Draft } from '../../../app/uploads/draft/draft';
import { draftPlanOf } from '../../../app/uploads/draftStep';
import type { DraftPageInput } from '../../../app/uploads/page/draftBase';
import { draftModel } from '../../../app/uploads/page/draftPage';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import { confirmedBy } from '../../../app/uploads/plan/typedIds';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Failure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { inHandUntil } from '../../../common/later';
import type { Uploads } from '../../../upload/contract';
import type { Plan } from '../../../upload/uploadTypes';
import type { KeptBatch } from '../../../webview/protocol';
import type { UploadAction } from '../../../webview/uploadActions';
import { chooseFile } from '../../base/chooseFile';
import type { Problems } from '../../problems/problems';
import { showProblems } from '../../problems/showProblems';
import { BatchViews } from './batchViews';
import { Countdown } from './countdown';
import { DraftView, type DraftChanges } from './draftView';
import { browseLists, usesList } from './listActions';
import type { OpenUploads } from './pageDrafts';
import { runCommand, titleOf, type DraftPage, type PageHost } from './pageHost';
import type { PageSegments } from './pageSegments';
import { pickGroupChange } from './pickChoices';
import { CHANGES, LOOKS } from './pressKinds';
import { PreviousActions } from './previousActions';
import { RememberActions } from './rememberActions';
import type { RowActions } from './rowActions';

/** Milliseconds between two drawings. */
const DRAW_EVERY = 100;

/** The host's side of the page of one upload or of several, before they are sent. */
export class DraftHost extends DisposableOwner implements PageHost {
  private readonly drawing = this.later('every', DRAW_EVERY, () => this.redraw());
  private readonly countdown = new Countdown(() => this.redraw());
  private readonly shownPlans = new WeakSet<Plan>();
  private readonly views: BatchViews;
  private readonly remembering: RememberActions;
  private sort: BatchSort = 'leftOut';
  private isSending = false;
  private isSent = false;
  /** Why nothing was sent although it was confirmed, until something is pressed or checked again. */
  private unsent?: Failure;
  private asksForSegment: boolean;
  /** Of the newest drawing: an older one that ends later is dropped. */
  private drawn = 0;
  /** Of the batch. */
  private changes = 0;

  constructor(
    private readonly opened: Omit<OpenUploads, 'id' | 'run'>,
    private readonly page: DraftPage,
    private readonly segments: PageSegments,
    private readonly engine: () => Pick<Uploads, 'jobs' | 'recordLeftOut'>,
    private readonly problems: Problems,
    private readonly pairings: Pairings,
    private readonly rows: RowActions,
  ) {
    super();
    const { batch, asksForSegment } = opened;
    this.views = new BatchViews(batch, segments, engine, (draft, changes) =>
      this.newView(draft, changes),
    );
    this.remembering = new RememberActions(() => batch.sendable, pairings);
    this.asksForSegment = asksForSegment;
    this.register(batch.onDidChange(() => this.follow()));
    const redraw = (): void => this.drawing.call();
    this.register(segments.onDidChange(redraw));
    const shown = () => batch.groups.flatMap(({ choices: { into } }) => into ?? []);
    this.register(segments.onDidChangeSize(shown, redraw));
    this.register(workspace.onDidSaveTextDocument(({ uri }) => this.checkSaved(uri)));
    this.register({ dispose: () => this.countdown.hold() });
    this.register({ dispose: () => this.clearUnsent() });
  }

  get title(): string {
    const { checks, undoes } = this.opened.batch.options;
    return titleOf(this.uris, undoes ? 'undo' : checks ? 'check' : 'upload');
  }

  get kept(): KeptBatch {
    return keptBatchOf(this.opened.batch);
  }

  async draw(): Promise<void> {
    const { batch } = this.opened;
    const { only } = batch;
    return only ? this.drawOne(only) : this.drawSeveral();
  }

  private async drawOne(draft: Draft): Promise<void> {
    const { step } = draft;
    const input = await this.views.only?.input();
    if (!input || this.disposed || this.isSent || draft.step !== step) return;
    this.page.show(
      draftModel({
        ...input,
        waits: this.opened.confirmOnly,
        remember: this.remembering.line,
        notices: this.opened.notices,
        ...this.sendState,
      }),
    );
  }

  /** What has become of the press that sends. */
  private get sendState(): Pick<DraftPageInput, 'countdown' | 'isSending' | 'unsent'> {
    return { countdown: this.countdown.left, isSending: this.isSending, unsent: this.unsent };
  }

  private async drawSeveral(): Promise<void> {
    const drawn = ++this.drawn;
    const { changes } = this;
    const { batch } = this.opened;
    const { unsent, ...shown } = this.sendState;
    const groups = await this.views.groups(shown);
    if (this.disposed || drawn !== this.drawn) return;
    const model = batchModel({
      isOneFile: batch.isOneFile,
      groups,
      shown: this.segments.accountsShown(),
      sort: this.sort,
      remember: this.remembering.line,
      unsent,
      notices: this.opened.notices,
      ...shown,
      now: Date.now(),
    });
    // A change has ordered a newer drawing. Until then, progress may be old, but nothing else.
    if (changes !== this.changes && !model.bar?.busy) return;
    this.page.show(model);
    if (!this.asksForSegment) return;
    this.asksForSegment = false;
    // The picker may open before the editor has handed the focus on to the page, and gives it back.
    void this.chooseTarget(batch.lines[0].id).catch(this.page.report).finally(this.page.reveal);
  }

  async press(action: UploadAction, value: string | undefined, line?: string): Promise<void> {
    const { batch, confirmOnly } = this.opened;
    if (action === 'hold') {
      batch.cancel();
      return this.countdown.hold();
    }
    // A change calls the countdown off; a look at the rows doesn't.
    if (!LOOKS.has(action)) {
      this.countdown.hold();
      this.unsent = undefined;
    }
    if (CHANGES.has(action) && (confirmOnly || batch.options.undoes)) return;
    if (await runCommand(action, value)) return;
    const view = this.views.only;
    switch (action) {
      case 'send':
        return this.confirm(value);
      case 'remember':
      case 'editPairing':
        return this.remembering.run(action, value);
      case 'chooseFile':
        return this.chooseOtherFile();
      default:
        if (line !== undefined) return this.views.press(line, action, value);
        return view ? view.press(action, value) : this.pressInTable(action, value);
    }
  }

  /** What is pressed on the page of several uploads, outside of what is open. */
  private async pressInTable(action: UploadAction, value = ''): Promise<void> {
    const { batch } = this.opened;
    switch (action) {
      case 'tick':
        return this.tick(value);
      case 'sendTogether':
        return batch.sendTogether(value);
      case 'expand':
        this.views.toggle(value);
        return this.redraw();
      case 'sort':
        this.sort = SORTS.find((one) => one === value) ?? this.sort;
        return this.redraw();
      case 'changeGroup':
        return this.changeGroup(value);
      case 'chooseTarget':
        return this.chooseTarget(value);
      case 'addTargets':
        return batch.addTargets(await this.segments.pickMore(batch.groups));
      case 'addThere':
        return batch.addThere(value);
      case 'check':
        return batch.check();
      case 'saveFile':
        return this.views.press(value, action, undefined);
      default: {
        if (!batch.isOneFile) return;
        // What happens to all segments of one file is asked once.
        const given = action === 'addSuppressionList' ? await browseLists() : value;
        for (const { id } of batch.groups) await this.views.press(id, action, given);
      }
    }
  }

  /** A check has no segment: choosing one uploads its file. */
  private newView(draft: Draft, changes: DraftChanges): DraftView {
    const { checks } = this.opened.batch.options;
    const whileOpen: DraftChanges = {
      choose: (chosen) => {
        const { into } = chosen;
        // The page may have been closed while something was asked.
        if (this.disposed) return undefined;
        if (!checks || !into) return changes.choose(chosen);
        // What to do with the people in it wasn't asked.
        const unasked = { identifierType: undefined, operation: undefined };
        return this.page.startUpload({ ...draft.choices, ...unasked, into });
      },
      chooseReading: (...all) => (this.disposed ? undefined : changes.chooseReading(...all)),
    };
    const previous = new PreviousActions(draft, this.engine, this.pairings);
    return new DraftView(draft, whileOpen, this.segments, previous, this.rows, () => this.redraw());
  }

  /** Of the files, each once. */
  private get uris(): string[] {
    const { lines } = this.opened.batch;
    return [...new Set(lines.flatMap(({ choices: { files } }) => files.map(({ uri }) => uri)))];
  }

  private redraw(): void {
    if (this.disposed) return;
    // What can't be loaded now is drawn the next time.
    void inHandUntil(this.draw()).catch(
      (error: unknown) => this.opened.batch.only ?? this.page.report(error),
    );
  }

  /** Shows the problems of each new plan, and draws again. */
  private follow(): void {
    this.changes++;
    const { lines, groups, options } = this.opened.batch;
    const checks = lines.flatMap(({ check }) => check ?? []);
    const drafts = [...checks, ...groups.map(({ draft }) => draft)];
    for (const draft of drafts) {
      const plan = draft && draftPlanOf(draft.step)?.plan;
      // The check command shows those of a check itself.
      if (!plan || options.checks || this.shownPlans.has(plan)) continue;
      this.shownPlans.add(plan);
      // Of several files, each file's check has its own, and more of them.
      if (plan.files.length > 1 && checks.length > 0) continue;
      showProblems(this.problems, plan);
    }
    const isReady = groups.every(({ draft }) => !draft || draft.step.kind === 'ready');
    if (!isReady) this.countdown.hold();
    const isChecking = drafts.some((draft) => draft?.step.kind === 'checking');
    if (isChecking) this.unsent = undefined;
    // Sending changes each of many drafts several times.
    if (this.isSending || isChecking) this.drawing.call();
    else this.drawing.flush();
  }

  /** Problems of what isn't sent go with the page; those of a check stay. */
  private clearUnsent(): void {
    if (this.isSent || this.opened.batch.options.checks) return;
    this.problems.clearUnsent(this.uris.map((uri) => Uri.parse(uri)));
  }

  /** Checks again when one of the files is saved, for example after a fix. */
  private checkSaved(saved: Uri): void {
    const { batch } = this.opened;
    const uri = saved.toString();
    if (batch.options.checks || this.isSent) return;
    for (const { id } of batch.groups) {
      const draft = batch.draftOf(id);
      if (draft && usesList(draft.step, saved)) void draft.check();
    }
    if (!this.uris.includes(uri)) return;
    this.countdown.hold();
    this.views.forget(uri);
    batch.checkFile(uri);
  }

  private tick(id: string): void {
    const { batch } = this.opened;
    const isAll = id === '';
    // Those that are left out whatever is ticked don't count.
    const lines = batch.lines.filter(
      ({ stop, held, replacedBy }) => !stop && held !== 'keepOut' && replacedBy === undefined,
    );
    const meant = isAll ? lines : batch.lines.filter((line) => line.id === id);
    batch.tick(
      isAll ? undefined : id,
      meant.some(({ isLeftOut }) => isLeftOut),
    );
  }

  private async changeGroup(id: string): Promise<void> {
    const { batch } = this.opened;
    const group = batch.groups.find((one) => one.id === id);
    if (!group) return;
    const { choices, lines } = group;
    const names = fileNames(lines.map((line) => line.choices.files[0])).forNotification();
    const change = await pickGroupChange(names, choices.operation);
    batch.changeGroup(
      id,
      change === 'segment' ? { into: await this.pickSegment(lines) } : { operation: change },
    );
  }

  private async chooseTarget(id: string): Promise<void> {
    const { batch } = this.opened;
    batch.chooseTarget(id, await this.pickSegment(batch.alike(id)));
  }

  private pickSegment(lines: readonly BatchLine[]): Promise<NonNullable<Choices['into']>> {
    const types = lines.flatMap(({ check }) => {
      const found = check?.step.kind === 'blocked' ? check.step.identifierType : undefined;
      return found ?? check?.identifierType ?? [];
    });
    const files = new Map(
      lines.map(
        ({
          choices: {
            files: [file],
          },
        }) => [file.uri, file],
      ),
    );
    return this.segments.pick([...files.values()], [...new Set(types)]);
  }

  private async chooseOtherFile(): Promise<void> {
    const uri = await chooseFile(t('Upload to Audience Segment'));
    this.clearUnsent();
    await this.opened.batch.only?.choose({ files: [{ uri: uri.toString() }], previous: undefined });
  }

  /** Starts sending: at once, or for a Replace after a countdown. `typed`: the account IDs. */
  private async confirm(typed: string | undefined): Promise<void> {
    const { batch } = this.opened;
    const plans = sendableGroups(batch.groups).map(({ planned }) => planned);
    // A press may cross a change: then the page says what is missing.
    const isMissing = batch.only ? plans.length === 0 : whyNotSend(batch) !== undefined;
    if (isMissing || this.countdown.left !== undefined || this.isSending) return;
    const send = (): Promise<void> => this.send(confirmedBy(typed, plans));
    const clears = plans.some(({ plan }) => plan.options.operation === 'replace' && plan.good > 0);
    if (!clears) return send();
    this.countdown.start(() => void send().catch(this.page.report));
  }

  private async send(confirmed: ReturnType<typeof confirmedBy>): Promise<void> {
    const { batch } = this.opened;
    this.isSending = true;
    this.redraw();
    try {
      const leftOut = leftOutOfBatch(batch, (into) =>
        this.segments.find(into)?.names.segment.forTree(),
      );
      const uploads = await batch.send(confirmed);
      this.isSent = true;
      const jobIds = uploads.map(({ jobId }) => jobId);
      if (leftOut.length > 0)
        await this.engine().recordLeftOut(jobIds, leftOut).catch(this.page.report);
      this.page.sent(uploads);
    } catch (error) {
      if (this.disposed || isShown(batch.groups, error)) return;
      if (!(error instanceof Failure) || error.cancelled) throw error;
      this.unsent = error;
    } finally {
      this.isSending = false;
      this.redraw();
    }
  }
}
