import { Emitter } from '../../../common/events';
import { Cancelled, Failure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { PlanControl } from '../../../upload/contract';
import type { Progress } from '../../../upload/jobTypes';
import type { SharedReads } from '../../../upload/plan/sharedReads';
import type { Operation, SourceFile } from '../../../upload/uploadTypes';
import { requireConfirmed, type Confirmed } from '../../segments/confirmation';
import type { Caller, Choices, RememberChoice } from '../choices/choices';
import type { FileChoice } from '../choices/fileChoice';
import { draftPlanOf, failureOf, type DraftPlan, type DraftStep } from '../draftStep';
import { filePattern } from '../pairings/filePattern';
import { identifierTypeOf, type Destination } from '../target';
import type { UndoneUpload } from '../undoUpload';
import type { Upload } from '../upload';

/** Who made the draft, and what for. */
export interface DraftOptions {
  readonly by: Caller;
  /** The command that failures name, such as `uploadCsv`. */
  readonly command: string;
  /** A check: has no segment but an identifier type, and leaves nothing on disk. */
  readonly checks?: boolean;
  /** A program's proposal, which a person confirms: says what speaks against it. */
  readonly isProposal?: boolean;
  /** Remembers the choices for files with these names once sent. */
  readonly remembers?: boolean;
  /** Its file is one of several, so it would go unnoticed that it is empty. */
  readonly isOneOfSeveral?: boolean;
  /** The upload that it undoes: see `Drafts.undo`. Its choices stay as they are. */
  readonly undoes?: UndoneUpload;
  /** The ID of the upload that is started over: see `UploadOptions.startsOver`. */
  readonly startsOver?: string;
  /** It is of a nightly file: a later run knows again what was sent. */
  readonly isEntry?: boolean;
  /** It isn't going to be sent: its plan becomes no upload, and nothing is written. */
  readonly isDry?: boolean;
  /** What was read for the other drafts of its batch. */
  readonly reads?: SharedReads;
}

/** The result of checking the files and the segment. */
export interface CheckFindings {
  readonly step: DraftStep;
  /** The segment as read. */
  readonly into?: Destination;
  /** The operation that was planned. */
  readonly operation?: Operation;
  /** The files as read, then the previous ones of an update. */
  readonly sources?: readonly SourceFile[];
}

/** The work behind a draft; implemented by `Drafts`. */
export interface DraftWork {
  /**
   * Determines the step that the choices lead to. `into`: the segment, if read before. Resolves
   * with `blocked` for every failure.
   */
  nextStep(
    choices: Choices,
    options: DraftOptions,
    control: PlanControl,
    into: Destination | undefined,
  ): Promise<CheckFindings>;
  /** The operation that choices without one lead to, as far as that is known without reading anything. */
  likelyOperation(choices: Choices, options: DraftOptions): Operation | undefined;
  /** Describes what changed in a plan's files and segment since; undefined if nothing did. */
  changedSince(plan: DraftPlan): Promise<string | undefined>;
  /** Deletes a plan that won't be sent. */
  discard(plan: DraftPlan): Promise<void>;
  /** Creates the upload of a confirmed plan. */
  handOver(
    plan: DraftPlan,
    choices: Choices,
    options: DraftOptions,
    sources: readonly SourceFile[],
  ): Promise<Upload>;
}

/**
 * An upload before it starts: its choices, and the one step that they lead to. A draft never asks;
 * its faces change it, listen to it, and ask the user. It has one target and becomes one job,
 * however many files it has.
 */
export class Draft {
  readonly #changed = new Emitter<DraftStep>();
  /** Fires for each step, and for the progress of a check. */
  readonly onDidChange = this.#changed.event;
  #step: DraftStep = { kind: 'checking' };
  #choices: Choices;
  /** Increases with each choice: results of a check for older choices are ignored. */
  #generation = 0;
  #settled = Promise.resolve(this.#step);
  #abortController = new AbortController();
  #into?: Destination;
  #operation?: Operation;
  #sources: readonly SourceFile[] = [];
  #sending?: Promise<Upload>;
  /** Whether `prepare` found that the plan holds. */
  #isPrepared = false;

  constructor(
    private readonly work: DraftWork,
    choices: Choices,
    readonly options: DraftOptions,
  ) {
    this.#choices = choices;
  }

  get step(): DraftStep {
    return this.#step;
  }

  get choices(): Choices {
    return this.#choices;
  }

  /** As chosen, else as planned or likely; undefined where it is asked for. */
  get operation(): Operation | undefined {
    const { operation } = this.#choices;
    if (operation || (this.#step.kind === 'needs' && this.#step.missing === 'operation'))
      return operation;
    return this.#operation ?? this.work.likelyOperation(this.#choices, this.options);
  }

  /** Increases with each check and choice. */
  get generation(): number {
    return this.#generation;
  }

  /** The type that identifiers are checked as, once known. */
  get identifierType(): IdentifierType | undefined {
    return this.#into ? identifierTypeOf(this.#into.segment) : this.#choices.identifierType;
  }

  /** The files as read for the plan, to look at their rows again. Previous ones come last. */
  get sources(): readonly SourceFile[] {
    return this.#sources;
  }

  /**
   * Changes choices, and checks again. Resolves with the resulting step, or with that of a newer
   * choice.
   */
  choose(changes: Partial<Choices>): Promise<DraftStep> {
    if (this.#step.kind === 'sent') return this.#settled;
    this.#choices = { ...this.#choices, ...changes };
    if ('into' in changes) this.#into = this.#operation = undefined;
    return this.#begin();
  }

  /**
   * Changes how a file is read, and with it all files whose names differ only in a date or number;
   * without `file`, all files. A new dialect resets the columns.
   */
  chooseReading({ columns, dialect }: Omit<FileChoice, 'uri'>, file?: number): Promise<DraftStep> {
    const { files } = this.#choices;
    const pattern = ({ uri }: FileChoice): string => filePattern(fileName(uri));
    const isAffected = (other: FileChoice): boolean =>
      file === undefined || pattern(other) === pattern(files[file]);
    const changeReading = ({ uri, ...reading }: FileChoice): FileChoice => ({
      uri,
      columns: dialect ? undefined : (columns ?? reading.columns),
      dialect: dialect ? { ...reading.dialect, ...dialect } : reading.dialect,
    });
    return this.choose({
      files: files.map((other) => (isAffected(other) ? changeReading(other) : other)),
    });
  }

  /** Changes what is remembered once the draft is sent. Checks nothing again. */
  remember(changes: RememberChoice): void {
    if (this.#step.kind === 'sent') return;
    this.#choices = { ...this.#choices, remember: { ...this.#choices.remember, ...changes } };
    this.#changed.fire(this.#step);
  }

  /** Checks the segment and the files as they are now. */
  check(): Promise<DraftStep> {
    if (this.#step.kind === 'sent') return this.#settled;
    this.#into = undefined;
    return this.#begin();
  }

  /** Cancels a check: the draft is then blocked by a `Cancelled` failure. */
  cancel(): void {
    this.#abortController.abort();
  }

  /**
   * Makes sure that a ready plan can be sent as it is. If someone had to confirm, the segment and the
   * files' sizes and times are read again, and the draft is blocked if they changed. Rejects like `send`.
   */
  async prepare(confirmed?: Confirmed): Promise<void> {
    const generation = this.#generation;
    const step = this.#step;
    this.#isPrepared = false;
    // From an earlier time that was cancelled.
    if (this.#abortController.signal.aborted) this.#abortController = new AbortController();
    const planned = draftPlanOf(step);
    const confirmation = planned?.confirmation;
    // For programs, a safety check doesn't block sending: the engine applies it, and the report
    // shows it.
    const sendable = step.kind === 'ready' || this.options.by === 'program';
    if (!planned || !confirmation || !sendable) throw failureOf(this.#step);
    requireConfirmed(confirmation, confirmed, this.options.command);
    const changed =
      confirmation.kind === 'nothing' ? undefined : await this.work.changedSince(planned);
    if (generation !== this.#generation) throw failureOf(this.#step);
    if (changed !== undefined) {
      const failure = new Failure('changed', changed, this.options.command);
      const deletion = this.#drop();
      this.#show({ kind: 'blocked', failure, changes: ['check'] });
      await deletion;
      throw failure;
    }
    this.#isPrepared = true;
  }

  /**
   * Hands a ready plan over to its upload, which is then to be run, once it is prepared: see `prepare`.
   * Rejects with `Failure` 'not-ready', 'not-confirmed', 'protected' or 'changed' before anything is sent.
   * Sending twice returns the same upload.
   */
  send(confirmed?: Confirmed): Promise<Upload> {
    if (this.#sending) return this.#sending;
    const sending = this.#send(confirmed).finally(() => {
      if (this.#sending === sending && this.#step.kind !== 'sent') this.#sending = undefined;
    });
    return (this.#sending = sending);
  }

  /** Another draft of the same choices, where this one was sent and nothing came of it. */
  again(): Draft {
    return new Draft(this.work, this.#choices, this.options);
  }

  /** Discards the draft, and deletes its plan. */
  async discard(): Promise<void> {
    if (this.#step.kind === 'sent') return;
    this.#generation++;
    const deletion = this.#reset();
    this.#settled = Promise.resolve(this.#step);
    await deletion;
  }

  #begin(): Promise<DraftStep> {
    return (this.#settled = this.#find(this.#reset()));
  }

  /** Stops work in progress, and deletes the plan. */
  #reset(): Promise<void> {
    this.#sending = undefined;
    this.#isPrepared = false;
    this.#abortController.abort();
    this.#abortController = new AbortController();
    const deletion = this.#drop();
    this.#show({ kind: 'checking' });
    return deletion;
  }

  async #find(deletion: Promise<void>): Promise<DraftStep> {
    const generation = ++this.#generation;
    const { signal } = this.#abortController;
    await deletion;
    const onProgress = (progress: Progress): void => {
      if (generation === this.#generation) this.#show({ kind: 'checking', progress });
    };
    const control = { signal, onProgress };
    if (generation !== this.#generation) return this.#settled;
    const findings = await this.work.nextStep(this.#choices, this.options, control, this.#into);
    const { into, sources, operation } = findings;
    const plan = draftPlanOf(findings.step);
    // A newer choice aborts the signal too. Some work, such as reading a file's first rows, can't be
    // stopped and ends as if it hadn't been aborted.
    if (plan && signal.aborted) await this.work.discard(plan);
    if (generation !== this.#generation) return this.#settled;
    const isCancelled = signal.aborted && (plan || findings.step.kind !== 'blocked');
    const step: DraftStep = isCancelled
      ? { kind: 'blocked', failure: new Cancelled(), changes: ['check'] }
      : findings.step;
    this.#into = into;
    this.#operation = operation;
    this.#sources = sources ?? this.#sources;
    this.#show(step);
    return step;
  }

  async #send(confirmed: Confirmed | undefined): Promise<Upload> {
    const generation = this.#generation;
    if (!this.#isPrepared) await this.prepare(confirmed);
    this.#isPrepared = false;
    const plan = draftPlanOf(this.#step);
    if (!plan || generation !== this.#generation) throw failureOf(this.#step);
    const upload = await this.work.handOver(plan, this.#choices, this.options, this.#sources);
    if (generation !== this.#generation) throw failureOf(this.#step);
    this.#show({ kind: 'sent', upload });
    return upload;
  }

  /** Deletes the draft's plan, if any. */
  async #drop(): Promise<void> {
    const plan = draftPlanOf(this.#step);
    if (plan) await this.work.discard(plan);
  }

  #show(step: DraftStep): void {
    this.#step = step;
    // What an older check that ends from now on resolves with.
    if (step.kind !== 'checking') this.#settled = Promise.resolve(step);
    this.#changed.fire(step);
  }
}
