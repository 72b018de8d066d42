import { Emitter } from '../../../common/events';
import { Cancelled, Failure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { PlanControl } from '../../../upload/contract';
import type { Progress, SourceFile } from '../../../upload/uploadTypes';
import { requireConfirmed, type Confirmed } from '../../segments/confirmation';
import type { Caller, Choices, FileChoice } from '../choices';
import { filePattern } from '../pairings';
import { draftPlanOf, failureOf, type DraftPlan, type DraftStep } from '../step';
import { identifierTypeOf, type Destination } from '../target';
import type { Upload } from '../upload';

/** Who made the draft, and what for. */
export interface DraftOptions {
  readonly by: Caller;
  /** The command that failures name, as `uploadCsv`. */
  readonly command: string;
  /** A check: goes nowhere, needs a type instead of a segment, and leaves nothing on disk. */
  readonly checks?: boolean;
  /** Keeps what was chosen for files of these names, once it is sent. */
  readonly remembers?: boolean;
}

/** The result of checking the files and the segment. */
export interface CheckFindings {
  readonly step: DraftStep;
  /** The segment as it was read. */
  readonly into?: Destination;
  /** The files as they were read. */
  readonly sources?: readonly SourceFile[];
}

/** What a draft has done for it: `Drafts` does it. */
export interface DraftWork {
  /**
   * Looks how far the choices lead. `into`: the segment, where it was read before. Resolves with
   * `blocked` for every failure.
   */
  nextStep(
    choices: Choices,
    manner: DraftOptions,
    control: PlanControl,
    into: Destination | undefined,
  ): Promise<CheckFindings>;
  /** What became of a plan's files and segment since, in sentences; undefined where it holds. */
  changedSince(planned: DraftPlan): Promise<string | undefined>;
  /** Deletes a plan that nobody sends. */
  discard(planned: DraftPlan): Promise<void>;
  /** Makes the upload of a confirmed plan. */
  handOver(
    planned: DraftPlan,
    choices: Choices,
    manner: DraftOptions,
    sources: readonly SourceFile[],
  ): Promise<Upload>;
}

/**
 * An upload before it is one: what was chosen, and one step that this leads to. It never asks:
 * faces change it, listen to it, and ask whoever there is. It has one target and becomes one job,
 * whatever its files.
 */
export class Draft {
  readonly #changed = new Emitter<DraftStep>();
  /** Told of each step, and of the progress of a check. */
  readonly onDidChange = this.#changed.event;
  #step: DraftStep = { kind: 'checking' };
  #choices: Choices;
  /** Of the choices: what a check found for an older one is nothing. */
  #generation = 0;
  #settled = Promise.resolve(this.#step);
  #aborting = new AbortController();
  #into?: Destination;
  #sources: readonly SourceFile[] = [];
  #sending?: Promise<Upload>;

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

  /** The type that its identifiers are checked as, once that is known. */
  get identifierType(): IdentifierType | undefined {
    return this.#into ? identifierTypeOf(this.#into.segment) : this.#choices.identifierType;
  }

  /** The files as they were read for the plan: where their rows can be looked at again. */
  get sources(): readonly SourceFile[] {
    return this.#sources;
  }

  /**
   * Changes what is chosen, and checks. Resolves with the step that this leads to, or what was
   * chosen since.
   */
  choose(changes: Partial<Choices>): Promise<DraftStep> {
    if (this.#step.kind === 'sent') return this.#settled;
    this.#choices = { ...this.#choices, ...changes };
    if ('into' in changes) this.#into = undefined;
    return this.#begin();
  }

  /**
   * Reads a file otherwise, and those whose names differ from its only in a date or a number; all
   * of them without a file. A column is found anew where the dialect is another one.
   */
  chooseReading({ column, dialect }: Omit<FileChoice, 'uri'>, file?: number): Promise<DraftStep> {
    const { files } = this.#choices;
    const pattern = ({ uri }: FileChoice): string => filePattern(fileName(uri));
    const isMeant = (one: FileChoice): boolean =>
      file === undefined || pattern(one) === pattern(files[file]);
    const read = ({ uri, ...before }: FileChoice): FileChoice => ({
      uri,
      column: dialect ? undefined : (column ?? before.column),
      dialect: dialect ? { ...before.dialect, ...dialect } : before.dialect,
    });
    return this.choose({ files: files.map((one) => (isMeant(one) ? read(one) : one)) });
  }

  /** Looks at the segment and the files as they are now. */
  check(): Promise<DraftStep> {
    if (this.#step.kind === 'sent') return this.#settled;
    this.#into = undefined;
    return this.#begin();
  }

  /** Stops a check: the draft is then blocked by a failure that is `cancelledError`. */
  cancel(): void {
    this.#aborting.abort();
  }

  /**
   * Hands what is ready over to its upload, which is then to be run. Reads the segment and the files
   * again if somebody was asked in between, and blocks the draft if they changed. Rejects with
   * `not-ready`, `not-confirmed`, `protected` or `changed`, and nothing was sent. Sending twice
   * gives the same upload.
   */
  send(confirmed?: Confirmed): Promise<Upload> {
    if (this.#sending) return this.#sending;
    const sending = this.#send(confirmed).finally(() => {
      if (this.#sending === sending && this.#step.kind !== 'sent') this.#sending = undefined;
    });
    return (this.#sending = sending);
  }

  /** Gives the draft up: leaves no plan behind. */
  async discard(): Promise<void> {
    if (this.#step.kind === 'sent') return;
    this.#generation++;
    const gone = this.#reset();
    this.#settled = Promise.resolve(this.#step);
    await gone;
  }

  #begin(): Promise<DraftStep> {
    return (this.#settled = this.#find(this.#reset()));
  }

  /** Stops what is under way, and deletes the plan. */
  #reset(): Promise<void> {
    this.#sending = undefined;
    this.#aborting.abort();
    this.#aborting = new AbortController();
    const gone = this.#drop();
    this.#show({ kind: 'checking' });
    return gone;
  }

  async #find(gone: Promise<void>): Promise<DraftStep> {
    const generation = ++this.#generation;
    const { signal } = this.#aborting;
    await gone;
    const onProgress = (progress: Progress): void => {
      if (generation === this.#generation) this.#show({ kind: 'checking', progress });
    };
    const control = { signal, onProgress };
    if (generation !== this.#generation) return this.#settled;
    const found = await this.work.nextStep(this.#choices, this.options, control, this.#into);
    const { into, sources } = found;
    const planned = draftPlanOf(found.step);
    // A newer choice stops it too. Where nothing can be stopped, as while the segment is read, it
    // ends as if nothing had.
    if (planned && signal.aborted) await this.work.discard(planned);
    if (generation !== this.#generation) return this.#settled;
    const isCancelled = signal.aborted && (planned || found.step.kind !== 'blocked');
    const step: DraftStep = isCancelled
      ? { kind: 'blocked', failure: new Cancelled(), ways: ['check'] }
      : found.step;
    this.#into = into;
    this.#sources = sources ?? this.#sources;
    this.#show(step);
    return step;
  }

  async #send(confirmed: Confirmed | undefined): Promise<Upload> {
    const generation = this.#generation;
    const step = this.#step;
    const planned = draftPlanOf(step);
    const confirmation = planned?.confirmation;
    // To a program the guard that stops it is told by the report, as the engine decides.
    const sendable = step.kind === 'ready' || this.options.by === 'program';
    if (!planned || !confirmation || !sendable) throw failureOf(this.#step);
    requireConfirmed(confirmation, confirmed, this.options.command);
    const changed =
      confirmation.kind === 'nothing' ? undefined : await this.work.changedSince(planned);
    if (generation !== this.#generation) throw failureOf(this.#step);
    if (changed !== undefined) {
      const failure = new Failure('changed', changed, this.options.command);
      const gone = this.#drop();
      this.#show({ kind: 'blocked', failure, ways: ['check'] });
      await gone;
      throw failure;
    }
    const upload = await this.work.handOver(planned, this.#choices, this.options, this.#sources);
    if (generation !== this.#generation) throw failureOf(this.#step);
    this.#show({ kind: 'sent', upload });
    return upload;
  }

  /** Deletes the plan that the draft has. It may be gone already. */
  async #drop(): Promise<void> {
    const planned = draftPlanOf(this.#step);
    if (planned) await this.work.discard(planned);
  }

  #show(step: DraftStep): void {
    this.#step = step;
    // What an older check that ends from now on resolves with.
    if (step.kind !== 'checking') this.#settled = Promise.resolve(step);
    this.#changed.fire(step);
  }
}
