import { t } from '@vscode/l10n';
import { commands, StatusBarAlignment, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { dueOf, dueText, type Due } from '../../../app/removals/dueAt';
import { peopleWhoStay, stateOf } from '../../../app/removals/removalFigures';
import type { Removals } from '../../../app/removals/removals';
import { resultTitle } from '../../../app/removals/removalTexts';
import type { PlannedRemoval, RemovalRecord } from '../../../app/removals/removalTypes';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Emitter } from '../../../common/events';
import { KEPT_OUT_IDENTIFIERS } from '../../../upload/people/keptOutColumns';
import { settings } from '../../base/settings';

/** Milliseconds. */
const DAY = 86_400_000;
const READ_EVERY = 300;
/** Longest wait for what is due: a clock may be set, and a computer sleeps. */
const LOOK_EVERY = 600_000;
/** After a computation begins, the clocks of two computers may differ. */
const AFTER = 60_000;

const ICON = 'warning';

/** The removals of this window: what its view lists, and what it sends again when that is due. */
export class RemovalsUi extends DisposableOwner {
  private readonly changed = this.register(new Emitter<void>());
  /** `shown` may be others. */
  readonly onDidChange = this.changed.event;
  private readonly reading = this.later('every', READ_EVERY, () => this.read());
  private records: readonly RemovalRecord[] = [];
  /** The same as text, and which of them run. */
  private known = '[]';
  private readonly sending = this.later('pause', LOOK_EVERY, () => this.sendDue());
  /** What was tried again, by ID and the time it was due. */
  private readonly tried = new Set<string>();
  private readonly item = this.register(
    window.createStatusBarItem('criteoAudiences.removals', StatusBarAlignment.Left),
  );

  constructor(
    readonly removals: Removals,
    events: Pick<JobEvents, 'onDidRefresh'>,
    accounts: Accounts,
    /** Whether the user sees the page of a removal. */
    private readonly isVisible: (id: string) => boolean,
  ) {
    super();
    this.item.name = t('Removals');
    this.register(removals.onDidChange(() => this.reading.call()));
    // Another window or a terminal may have written some.
    this.register(events.onDidRefresh(() => this.reading.call()));
    // Whoever has signed in may be what was missing.
    this.register(
      accounts.onDidChange(() => {
        this.tried.clear();
        this.reading.call();
      }),
    );
    this.reading.call();
  }

  /** Those that aren't complete, or ended within a day; newest first. */
  get shown(): readonly RemovalRecord[] {
    const since = Date.now() - DAY;
    return this.records.filter(
      (record) =>
        stateOf(record) !== 'complete' || Date.parse(record.endedAt ?? record.startedAt) > since,
    );
  }

  /** Those that are due, which this window couldn't finish. */
  get due(): readonly Due[] {
    return this.dueBy(true);
  }

  /** Runs what was confirmed. Tells at its end of people who stay, unless `isQuiet` or its page is seen. */
  async run(planned: PlannedRemoval, isQuiet = false): Promise<RemovalRecord> {
    const record = await this.removals.run(planned, { autoResume: true });
    // Also where a run before was cut off.
    if (record.keptOut) await settings.addSuppress(keptOutEntry(record.keptOut.path));
    if (!isQuiet) this.tell(record);
    return record;
  }

  /** Adds its people to the suppression list of this extension, and that to the user's settings. */
  async keepOut(id: string): Promise<void> {
    const { path } = await this.removals.keepOut(id);
    await settings.addSuppress(keptOutEntry(path));
  }

  private async read(): Promise<void> {
    const records = await this.removals.all().catch(() => undefined);
    if (!records || this.disposed) return;
    // Rows that are drawn again lose an open menu.
    this.records = records;
    const { due } = this;
    const known = JSON.stringify([
      records.map((record) => [record, this.removals.isRunning(record.id)]),
      due.map(({ key }) => key),
    ]);
    const isSame = known === this.known;
    this.known = known;
    this.paint(due);
    if (!isSame) this.changed.fire();
    this.wait();
  }

  /** What is sent again. What was tried is left to a person: nothing is tried all the time. */
  private dueBy(isTried: boolean): Due[] {
    return dueOf(this.records).filter(
      ({ key, record }) => this.tried.has(key) === isTried && !this.removals.isRunning(record.id),
    );
  }

  /** What is due stands in the status bar until it is finished. */
  private paint(due: readonly Due[]): void {
    if (due.length === 0) return this.item.hide();
    this.item.text = `$(${ICON}) ${dueText(due.length)}`;
    this.item.command = {
      ...{ command: 'criteoAudiences.openRemoval', title: t('Show Removal') },
      arguments: [due[0].record.id],
    };
    this.item.show();
  }

  /** Until the next one is due. */
  private wait(): void {
    this.sending.cancel();
    const times = this.dueBy(false).map(({ at }) => at);
    if (times.length === 0) return;
    const wait = Math.min(...times) + AFTER - Date.now();
    this.sending.call(Math.min(LOOK_EVERY, Math.max(0, wait)));
  }

  /** One after the other, and each once: what fails is on its page, which can resume it. */
  private async sendDue(): Promise<void> {
    for (const { record, at, key } of this.dueBy(false)) {
      if (at + AFTER > Date.now()) continue;
      this.tried.add(key);
      try {
        await this.run(await this.removals.resume(record.id));
      } catch {
        // Its files are gone, nobody is signed in, or another window does it.
      }
    }
    await this.read();
  }

  private tell(record: RemovalRecord): void {
    if (peopleWhoStay(record).length === 0 || this.isVisible(record.id)) return;
    const open = t('Show Removal');
    void window.showWarningMessage(resultTitle(record), open).then((pressed) => {
      if (pressed) void commands.executeCommand('criteoAudiences.openRemoval', record.id);
    });
  }
}

/** An entry of the setting: a reference in the list isn't taken for an identifier. */
function keptOutEntry(file: string): { file: string; columns: string[] } {
  return { file, columns: KEPT_OUT_IDENTIFIERS.map(([name]) => name) };
}
