import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import { toFailure, type Failure } from '../../common/failure';
import { Later } from '../../common/later';
import type { PlanControl } from '../../upload/contract';
import type { SourceFile } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import { addToKeptOut } from './keptOut';
import { planRemoval } from './planRemoval';
import { receiptPaths, writeReceipt } from './receipt/receiptFiles';
import { REMOVAL, removalFailure } from './removalFailure';
import { partToSend } from './removalFigures';
import type { RemovalRecords } from './removalRecords';
import type { PlannedRemoval, RemovalPart, RemovalRecord, RemovalRequest } from './removalTypes';
import { RemovalRun, type RemovalControl, type RemovalRunServices } from './runRemoval';
import { isSameApplication } from './scope';

/** In milliseconds: how often a record and its receipt are written while a removal runs. */
const WRITE_EVERY = 1_000;
const NOTIFY_EVERY = 200;

export interface RemovalServices extends RemovalRunServices {
  readonly records: RemovalRecords;
  /** The folder of the suppression list that this tool owns. */
  readonly stateFolder: string;
  /** A file as it is read. */
  readonly sourceOf: (uri: string, command: string) => Promise<SourceFile>;
  /** An account of the removal's application. Rejects with `Failure` 'other-session', or as `Accounts.require`. */
  readonly accountOf: (record: RemovalRecord, accountId: string) => Promise<AccountHandle>;
}

/** Removals of people from every segment: plans, runs and resumes them, and keeps their records. */
export class Removals extends DisposableOwner {
  readonly #changed = this.register(new Emitter<string>());
  /** Fires with the ID of a record, at most five times a second. */
  readonly onDidChange = this.#changed.event;
  readonly #running = new Map<
    string,
    { record: RemovalRecord; stop: AbortController; ended: Promise<unknown> }
  >();
  /** Of removals whose people were typed, while this process lasts: by ID. */
  readonly #typed = new Map<string, readonly SourceFile[]>();

  constructor(private readonly services: RemovalServices) {
    super();
  }

  /**
   * Reads the people and the segments. A request with the receipt's folder and reference of a removal that has
   * begun continues that. Rejects as `planRemoval`.
   */
  async plan(
    request: RemovalRequest,
    options: Pick<PlanControl, 'signal' | 'onProgress'> = {},
  ): Promise<PlannedRemoval> {
    return planRemoval(request, await this.#continued(request), this.services, options);
  }

  async #continued({
    folder,
    reference,
    accounts,
  }: RemovalRequest): Promise<RemovalRecord | undefined> {
    if (folder === undefined || reference === undefined) return undefined;
    return (await this.services.records.all()).find(
      (record) =>
        record.folder === folder &&
        record.reference === reference &&
        isSameApplication(record, accounts[0]),
    );
  }

  /**
   * Plans what is left of a removal, for the same people. Rejects as `planRemoval`, with `Failure` 'unknown-job',
   * and 'file-changed' if people were typed and aren't in memory any more.
   */
  async resume(
    id: string,
    options: Pick<PlanControl, 'signal' | 'onProgress'> = {},
  ): Promise<PlannedRemoval> {
    const { records, accountOf } = this.services;
    const record = await records.find(id);
    const part = this.#partOf(record);
    const files = await this.#filesOf(record, part);
    const accounts: AccountHandle[] = [];
    for (const { accountId } of record.accounts) accounts.push(await accountOf(record, accountId));
    const request: RemovalRequest = {
      ...{ files, accounts, options: record.options, folder: record.folder },
      ...(part?.isTyped && { isTyped: true }),
      reference: record.reference,
    };
    return planRemoval(request, record, this.services, { ...options, isSame: true });
  }

  /**
   * Writes record and receipt, then sends. Resolves with the record at the end, whatever that is:
   * see `stateOf` and `stoppedBy`. Rejects with `Failure` 'locked' if it runs elsewhere, 'changed' if it has run
   * since it was planned, 'not-written', or as adding people to the suppression list does.
   */
  async run(planned: PlannedRemoval, control: RemovalControl): Promise<RemovalRecord> {
    const { record } = planned;
    const { id } = record;
    const hold = this.#hold(id);
    const stop = new AbortController();
    const work = this.#run(planned, {
      ...control,
      signal: control.signal ? AbortSignal.any([control.signal, stop.signal]) : stop.signal,
    });
    const ended = work.catch(() => undefined);
    this.#running.set(id, { record, stop, ended });
    try {
      return await work;
    } finally {
      hold.release();
      this.#running.delete(id);
      this.#changed.fire(id);
    }
  }

  async #run(planned: PlannedRemoval, control: RemovalControl): Promise<RemovalRecord> {
    const { record, request, continues, part } = planned;
    const { id } = record;
    // Written as it was planned, it would undo what was recorded since.
    if (continues && !isDeepStrictEqual(await this.services.records.find(id), continues))
      throw removalFailure(
        'changed',
        t('Removal {0} has been run since this was checked. Check again.', id),
      );
    if (request.isTyped) this.#typed.set(id, request.files);
    if (!continues) record.startedAt = new Date(this.services.now()).toISOString();
    delete record.endedAt;
    delete record.stoppedBy;
    await this.#write(record);
    if (request.keepsOut) await this.#keepOut(record, request, part);
    let writing = Promise.resolve();
    let failed: Failure | undefined;
    const write = new Later('every', WRITE_EVERY, () => {
      writing = writing
        .then(() => this.#write(record))
        .catch((error: unknown) => {
          failed = toFailure(error, REMOVAL);
        });
    });
    const notify = new Later('every', NOTIFY_EVERY, () => this.#changed.fire(id));
    const run = new RemovalRun(planned, control, this.services, () => {
      write.call();
      notify.call();
    });
    const stoppedBy = (await run.result()) ?? failed;
    write.flush();
    await writing;
    // Without a request, it ended when it did before.
    record.endedAt =
      (planned.requests === 0 && continues?.endedAt) || new Date(this.services.now()).toISOString();
    if (stoppedBy) record.stoppedBy = stoppedBy.toJSON();
    await this.#write(record);
    return record;
  }

  async #write(record: RemovalRecord): Promise<void> {
    await this.services.records.write(record);
    await writeReceipt(record);
  }

  /** All of them, newest first. */
  async all(): Promise<readonly RemovalRecord[]> {
    const all = await this.services.records.all();
    return all.map((record) => this.#running.get(record.id)?.record ?? record);
  }

  /** What a run of a removal would send, or has sent. */
  #partOf(record: RemovalRecord): RemovalPart | undefined {
    return partToSend(record, this.services.now()) ?? record.parts.at(-1);
  }

  /** Rejects with `Failure` 'unknown-job'. */
  async find(id: string): Promise<RemovalRecord> {
    return this.#running.get(id)?.record ?? this.services.records.find(id);
  }

  /** Whether it runs here. */
  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Sends nothing new, and resolves once it has ended. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    running?.stop.abort();
    await running?.ended;
  }

  /** The paths of its receipt. */
  receiptOf(record: RemovalRecord): ReturnType<typeof receiptPaths> {
    return receiptPaths(record);
  }

  /**
   * Adds its people to the suppression list that this tool owns, by reading its files again. Rejects as
   * `resume` and `addToKeptOut`, and with `Failure` 'locked' if it runs elsewhere.
   */
  async keepOut(id: string): Promise<{ path: string; people: number }> {
    // Only who runs it writes its record.
    const hold = this.#running.has(id) ? undefined : this.#hold(id);
    try {
      const record = await this.find(id);
      const files = await this.#filesOf(record);
      const account = await this.services.accountOf(record, record.accounts[0].accountId);
      return await this.#keepOut(record, { files, options: record.options, accounts: [account] });
    } finally {
      hold?.release();
      this.#changed.fire(id);
    }
  }

  /** Throws `Failure` 'locked'. */
  #hold(id: string): { release(): void } {
    const hold = this.services.engine().holdRemoval(id);
    if (hold) return hold;
    throw removalFailure(
      'locked',
      t('Removal {0} is running, here or in another window or terminal.', id),
    );
  }

  /** The files of a part, read as then. Rejects with `Failure` 'file-changed' if they were typed elsewhere. */
  async #filesOf(
    { id, parts }: RemovalRecord,
    part = parts.at(-1),
  ): Promise<readonly SourceFile[]> {
    const isLastTyped = part?.isTyped && part === parts.at(-1);
    const typed = isLastTyped ? this.#typed.get(id) : undefined;
    if (!part || (part.isTyped && !typed))
      throw removalFailure(
        'file-changed',
        t(
          'The people of this removal were typed, and aren’t stored. Run it again with the same receipt and reference, and type them again.',
        ),
      );
    const { sourceOf } = this.services;
    const read = async ({ uri, columns, dialect }: SourceFile): Promise<SourceFile> => ({
      ...(await sourceOf(uri, REMOVAL)),
      columns,
      dialect,
    });
    return typed ?? Promise.all(part.files.map(read));
  }

  async #keepOut(
    record: RemovalRecord,
    { files, options, accounts }: Pick<RemovalRequest, 'files' | 'options' | 'accounts'>,
    part = record.parts.at(-1),
  ): Promise<{ path: string; people: number }> {
    const { stateFolder, engine, now } = this.services;
    const at = new Date(now()).toISOString();
    const kept = await addToKeptOut(engine(), stateFolder, files, {
      columns: options.columns,
      areThey: (people) => accounts[0].client.seal(people) === part?.readings.at(-1)?.fingerprint,
      reference: record.reference ?? record.id,
      date: at.slice(0, 10),
    });
    record.keptOut = { path: kept.path, at, people: kept.people };
    await this.#write(record);
    return kept;
  }
}
