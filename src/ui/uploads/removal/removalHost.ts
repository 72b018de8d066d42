import { t } from '@vscode/l10n';
import { commands, env, Uri, workspace } from 'vscode';
import { accountKey, type Accounts } from '../../../app/accounts/account';
import { choosingModel } from '../../../app/removals/page/choosingPage';
import { recordModel } from '../../../app/removals/page/recordPage';
import {
  choicesOfRecord,
  optionsOf,
  toggled,
  toggledAccount,
  type RemovalChoices,
} from '../../../app/removals/page/removalChoices';
import { listOf } from '../../../app/removals/page/removalLists';
import { textForOwner } from '../../../app/removals/page/textForOwner';
import { stillToDo } from '../../../app/removals/receipt/stillToDo';
import { REMOVAL, removalFailure } from '../../../app/removals/removalFailure';
import { peopleOf, peopleWhoStay } from '../../../app/removals/removalFigures';
import { sentBy } from '../../../app/removals/removalTexts';
import type { PlannedRemoval, RemovalRecord } from '../../../app/removals/removalTypes';
import { peopleText } from '../../../common/counts';
import { DisposableOwner } from '../../../common/disposableOwner';
import { describe, isCancelled, toFailure, type Failure } from '../../../common/failure';
import { fileOrCount } from '../../../common/fileName';
import { inHandUntil, Later } from '../../../common/later';
import type { Progress } from '../../../upload/jobTypes';
import type { UploadState } from '../../../webview/protocol';
import type { UploadAction } from '../../../webview/uploadActions';
import { chooseFiles } from '../../base/chooseFile';
import { copyText } from '../../base/copyText';
import { offerSave, sourceOf } from '../../base/editorSource';
import type { Problems } from '../../problems/problems';
import { runCommand, type HostedPage, type PageHost } from '../page/pageHost';
import {
  chooseColumns,
  chooseFolder,
  chooseReference,
  offeredAccounts,
  showSegments,
} from './removalPickers';
import type { RemovalsUi } from './removalsUi';
import { showUnreadable } from './showUnreadable';

/** Milliseconds between two drawings. */
const DRAW_EVERY = 200;
const LOOK_EVERY = 3000;

/** The host’s side of the page of a removal from every segment: before, while and after it runs. */
export class RemovalHost extends DisposableOwner implements PageHost {
  private readonly drawing = this.later('every', DRAW_EVERY, () => this.redraw());
  private choices: RemovalChoices | undefined;
  private planned?: PlannedRemoval;
  private failure?: Failure;
  private ratio?: number;
  private reading?: AbortController;
  private isStarting = false;
  private isCancelling = false;
  private isFixing = false;
  private removalId?: string;
  private people?: number;

  constructor(
    private readonly id: string,
    start: { choices: RemovalChoices } | { removalId: string },
    private readonly page: HostedPage,
    private readonly ui: RemovalsUi,
    private readonly accounts: Accounts,
    private readonly problems: Problems,
  ) {
    super();
    if ('choices' in start) this.choices = start.choices;
    else this.removalId = start.removalId;
    this.register(
      ui.removals.onDidChange((id) => void (id === this.removalId && this.drawing.call())),
    );
    this.register(
      accounts.onDidChange(() => {
        // Signing in is the way on.
        if (this.choices && this.failure && !this.planned) void this.plan();
        else this.drawing.call();
      }),
    );
    this.register(workspace.onDidSaveTextDocument(({ uri }) => this.follow(uri)));
    const looking = new Later('each', LOOK_EVERY, () => {
      // Another process may be running it.
      if (this.removalId !== undefined && !ui.removals.isRunning(this.removalId))
        this.drawing.call();
    });
    this.register(looking).call();
    this.register({ dispose: () => this.reading?.abort() });
  }

  get title(): string {
    const { choices, people } = this;
    if (people !== undefined) return t('Removal of {0}', peopleText(people));
    const files = (choices?.files ?? []).map((uri) => ({ uri }));
    return files.length > 0
      ? t('Remove {0} Everywhere', fileOrCount(files).forTree())
      : t('Remove People Everywhere');
  }

  get state(): UploadState {
    const { id, choices, removalId } = this;
    return removalId === undefined ? { id, removal: { ...choices } } : { id, removalId };
  }

  async draw(): Promise<void> {
    const { removals } = this.ui;
    const { choices, planned, failure, ratio, isStarting, removalId } = this;
    if (choices) {
      if (!this.reading && !planned && !failure) void this.plan();
      this.page.show(
        choosingModel({
          ...{ choices, planned, ratio, isStarting },
          ...(failure && {
            failure: { message: failure.message, code: failure.code, details: describe(failure) },
          }),
          isLocked: removalId !== undefined,
          shown: offeredAccounts(this.accounts, choices),
          now: Date.now(),
        }),
      );
      return;
    }
    if (removalId === undefined) return;
    const record = await removals.find(removalId);
    if (this.disposed || this.choices) return;
    this.people = peopleOf(record);
    const isRunning = removals.isRunning(removalId);
    if (!isRunning) this.isCancelling = false;
    this.page.show(
      recordModel({
        ...{ record, isRunning, isCancelling: this.isCancelling },
        receipt: removals.receiptOf(record).text.split(/[\\/]/).at(-1) ?? '',
        now: Date.now(),
      }),
    );
  }

  async press(action: UploadAction, value = ''): Promise<void> {
    if (await runCommand(action, value)) return;
    const { choices } = this;
    if (choices && !this.isStarting && (await this.choose(choices, action, value))) return;
    switch (action) {
      case 'send':
        return this.send(value);
      case 'check':
        return this.check();
      case 'resume':
        return this.resume();
      case 'cancel':
        this.isCancelling = true;
        this.redraw();
        return this.ui.removals.cancel(this.removalId ?? '');
      case 'keepOut':
        await this.ui.keepOut(this.removalId ?? '');
        return this.redraw();
      case 'fixRows':
        return this.fixRows();
      case 'openReceipt':
        return void (await commands.executeCommand('criteoAudiences.openReceipt', this.removalId));
      default:
        return this.look(await this.record(), action, value);
    }
  }

  /** What only shows or copies something. */
  private async look(record: RemovalRecord, action: UploadAction, value: string): Promise<void> {
    switch (action) {
      case 'showList': {
        const list = listOf(value, record, this.choices && this.planned);
        return void (list && (await showSegments(list, record, this.accounts)));
      }
      case 'copyForOwner': {
        const stay = peopleWhoStay(record).at(Number(value));
        return void (stay && (await copyText(textForOwner(record, stay))));
      }
      case 'copyRetailers': {
        const todo = stillToDo(record).find(({ what }) => what === 'retailers');
        return void (await copyText((todo?.names ?? []).map((name) => name.forCopy()).join('\n')));
      }
      case 'openCriteo': {
        const { address = '' } = stillToDo(record).find(({ what }) => what === 'criteo') ?? {};
        return void (await env.openExternal(Uri.parse(address)));
      }
      case 'removeThere':
        return this.removeThere(record, value);
      default:
    }
  }

  private async record(): Promise<RemovalRecord> {
    const { planned, removalId } = this;
    return this.choices && planned ? planned.record : this.ui.removals.find(removalId ?? '');
  }

  /** Changes what is chosen. Resolves with whether it is such a press. */
  private async choose(
    choices: RemovalChoices,
    action: UploadAction,
    value: string,
  ): Promise<boolean> {
    const changed = await this.chosenBy(choices, action, value);
    if (changed === undefined || this.disposed) return changed !== undefined;
    this.choices = { ...changed };
    if (action === 'chooseKeepOut') this.redraw();
    else await this.plan();
    return true;
  }

  private async chosenBy(
    choices: RemovalChoices,
    action: UploadAction,
    value: string,
  ): Promise<RemovalChoices | undefined> {
    const title = t('Remove People Everywhere');
    const [kind, ...rest] = value.split(' ');
    const id = rest.join(' ');
    switch (action) {
      case 'tick':
        if (kind === 'keepOut') return toggled(choices, 'alsoFrom', id);
        return { ...choices, accounts: toggledAccount(choices.accounts, id) };
      case 'addThere':
        return toggled(choices, 'addTo', value);
      case 'chooseFormats':
        return { ...choices, sendsPlain: value === 'all' };
      case 'chooseKeepOut':
        return { ...choices, keepsOut: value === 'all' };
      case 'chooseFile':
        return { ...choices, files: (await chooseFiles(title)).map(String), columns: undefined };
      case 'chooseColumns':
        return { ...choices, columns: await chooseColumns(choices.files, this.planned) };
      case 'chooseFolder':
        return { ...choices, folder: await chooseFolder(choices.folder) };
      case 'editReference':
        return { ...choices, reference: await chooseReference(choices.reference) };
      default:
        return undefined;
    }
  }

  /** Reads the files and the segments again, and says what that comes to. */
  private async plan(): Promise<void> {
    const { removals } = this.ui;
    const { choices, removalId } = this;
    this.reading?.abort();
    const reading = (this.reading = new AbortController());
    const { signal } = reading;
    this.planned = undefined;
    this.failure = undefined;
    this.ratio = undefined;
    this.redraw();
    const options = {
      signal,
      onProgress: ({ bytesRead, bytesTotal }: Progress) => {
        this.ratio = bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : undefined;
        this.drawing.call();
      },
    };
    try {
      const planned =
        removalId === undefined
          ? await removals.plan(await this.request(choices), options)
          : await removals.resume(removalId, options);
      if (signal.aborted) return;
      // Rows that can't be read may be gone from the file: then only its record changes.
      if (removalId !== undefined && sentBy(planned).segments.length === 0)
        return await this.run(planned);
      this.planned = planned;
    } catch (error) {
      if (signal.aborted) return;
      // Its record still has something to show.
      if (removalId !== undefined) {
        this.choices = undefined;
        this.page.report(error);
        return;
      }
      this.failure = isCancelled(error) ? notSaved() : toFailure(error, REMOVAL);
    } finally {
      if (this.reading === reading) this.reading = undefined;
    }
    this.redraw();
  }

  private async request(choices: RemovalChoices | undefined): Promise<PlannedRemoval['request']> {
    if (!choices) throw new Error('Nothing is chosen.');
    await this.accounts.require();
    const shown = this.accounts.shown();
    const chosen = shown.filter(({ key }) => choices.accounts.includes(key));
    const accounts = chosen.length > 0 ? chosen : shown.slice(0, 1);
    this.choices = { ...choices, accounts: accounts.map(({ key }) => key) };
    const uris = choices.files.map((uri) => Uri.parse(uri));
    for (const uri of uris) await offerSave(uri, REMOVAL);
    return {
      files: await Promise.all(uris.map((uri) => sourceOf(uri, REMOVAL))),
      accounts,
      options: optionsOf(choices),
      ...(choices.reference !== undefined && { reference: choices.reference }),
      ...(choices.folder !== undefined && { folder: choices.folder }),
    };
  }

  /** `typed`: the account IDs, a line each. A press may cross a change: then nothing is sent. */
  private async send(typed: string): Promise<void> {
    const { planned, choices } = this;
    if (!planned || this.isStarting) return;
    const ids = planned.record.accounts.map(({ accountId }) => accountId);
    const texts = typed.split('\n').map((text) => text.trim());
    if (planned.isGuarded && ids.some((id, index) => texts[index] !== id)) return;
    const { request } = planned;
    return this.run({ ...planned, request: { ...request, keepsOut: choices?.keepsOut ?? false } });
  }

  /** Plans what is left, and sends it without asking again: it was confirmed for the same people. */
  private async resume(): Promise<void> {
    const { removalId = '' } = this;
    await this.run(await this.ui.removals.resume(removalId));
  }

  /** Once its record is written, the page shows that. */
  private async run(planned: PlannedRemoval): Promise<void> {
    const { id } = planned.record;
    this.isStarting = true;
    this.redraw();
    const written = this.ui.removals.onDidChange(
      (changed) => void (changed === id && this.begin(id)),
    );
    try {
      await this.ui.run(planned);
      this.begin(id);
    } catch (error) {
      // Nothing was sent: the page still shows what would be.
      if (!this.choices) throw error;
      this.failure = toFailure(error, REMOVAL);
    } finally {
      written.dispose();
      this.isStarting = false;
      this.redraw();
    }
  }

  private begin(removalId: string): void {
    this.removalId = removalId;
    this.choices = undefined;
    this.planned = undefined;
    this.failure = undefined;
    this.isStarting = false;
    this.drawing.call();
  }

  /** Plans anew: for a record, what is left of it. */
  private async check(): Promise<void> {
    if (!this.choices) this.choices = choicesOfRecord(await this.record());
    await this.plan();
  }

  private async fixRows(): Promise<void> {
    const { planned, removalId = '' } = this;
    this.isFixing = true;
    await showUnreadable(planned ?? (await this.ui.removals.resume(removalId)), this.problems);
  }

  /** Checks again what was saved: before it is sent, or once its rows were to be fixed. */
  private follow(saved: Uri): void {
    const uri = saved.toString();
    const files = this.choices?.files;
    const isMeant = files ? files.includes(uri) : this.isFixing;
    if (!isMeant || this.isStarting) return;
    void (async () => {
      if (!files && !choicesOfRecord(await this.record()).files.includes(uri)) return;
      await this.check();
    })().catch(this.page.report);
  }

  /** The same people in an account that wasn’t looked at. */
  private async removeThere(record: RemovalRecord, accountId: string): Promise<void> {
    const { origin, clientId } = record;
    const { key } = this.accounts.byKey(accountKey({ origin, clientId, accountId })) ?? {};
    if (key === undefined)
      return void (await commands.executeCommand('criteoAudiences.selectAccount'));
    const { files, folder, columns, sendsPlain } = choicesOfRecord(record);
    const choices: RemovalChoices = { files, folder, columns, sendsPlain, accounts: [key] };
    await commands.executeCommand('criteoAudiences.openRemoval', choices);
  }

  private redraw(): void {
    if (!this.disposed) void inHandUntil(this.draw()).catch(this.page.fail);
  }
}

function notSaved(): Failure {
  return removalFailure(
    'not-saved',
    t('The file has unsaved changes. Only the saved version is read and sent.'),
  );
}
