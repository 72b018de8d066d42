import { Emitter } from '../../../common/events';
import { Failure } from '../../../common/failure';
import { KeyedQueue } from '../../../common/keyedQueue';
import type { Confirmed } from '../../segments/confirmation';
import type { Choices, UploadSettings } from '../choices/choices';
import type { FileChoice } from '../choices/fileChoice';
import type { Draft, DraftOptions } from '../draft/draft';
import type { Drafts } from '../draft/drafts';
import { groupKey, segmentKey } from '../draft/groupKey';
import type { DraftPlan } from '../draftStep';
import { identifierTypeOf } from '../target';
import type { Upload } from '../upload';
import { conflictingGroups, conflictText, sendableGroups, type BatchGroup } from './batchGroup';
import { isNamedAlike, lineOf, type BatchLine, type LineState } from './batchLine';
import { BatchTargets } from './batchTargets';

/** Checks that run at the same time. Each has a thread of its own. */
const LANES = 2;

interface GroupState {
  draft?: Draft;
  /** What the draft is of. */
  draftKey?: string;
}

type Into = NonNullable<Choices['into']>;

/**
 * Several uploads before they start: files for segments, each on a line. Files with the same segment
 * and options form one draft and become one upload, so that a Replace doesn't clear what another
 * file added. Like a draft, it never asks.
 */
export class UploadBatch {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  /** Whether one file goes to several segments. */
  readonly isOneFile: boolean;
  readonly #lines: LineState[];
  readonly #groups = new Map<string, GroupState>();
  readonly #targets: BatchTargets;
  /** Of the files' folders, by URI: reading them takes long for many files. */
  readonly #settings = new Map<string, UploadSettings>();
  readonly #lanes = new KeyedQueue();
  #nextLane = 0;
  #isDisposed = false;
  /** What the user chose about remembering, which holds for all drafts. */
  #remember: Choices['remember'];

  /** `choices`: of one file each. `ticked`: by the user, before a reload. */
  constructor(
    choices: readonly Choices[],
    private readonly owner: Pick<Drafts, 'draft' | 'destination' | 'optOuts' | 'workspace'>,
    readonly options: DraftOptions,
    ticked: readonly (boolean | undefined)[] = [],
  ) {
    this.#targets = new BatchTargets(owner, options.command);
    const [first] = choices;
    this.isOneFile =
      choices.length > 1 && choices.every(({ files: [file] }) => file.uri === first.files[0].uri);
    this.#lines = choices.map((one, index) => {
      const id = String(index);
      const { operation = owner.optOuts.likelyOperation(one) } = one;
      // An Update has a previous file for each segment: one file can't update several at once.
      const isUpdateOfMany = this.isOneFile && operation === 'update';
      const line = { ...one, operation: isUpdateOfMany ? 'add' : operation };
      return {
        id,
        choices: line,
        ticked: ticked.at(index),
        ...(!this.isOneFile && { check: this.#newCheck(line) }),
      };
    });
  }

  get lines(): readonly BatchLine[] {
    return this.#lines.map((line) => lineOf(line));
  }

  /** What the user ticked, by line; undefined where nothing was. */
  get ticked(): readonly (boolean | undefined)[] {
    return this.#lines.map(({ ticked }) => ticked);
  }

  /** In the order of their first lines. */
  get groups(): readonly BatchGroup[] {
    const conflicting = conflictingGroups(this.#byKey());
    return [...this.#byKey()].map(([id, lines]): BatchGroup => {
      const { choices } = lines[0];
      const own = lines.map((line) => lineOf(line));
      const found = choices.into && this.#targets.find(choices.into);
      const isRead = found !== undefined && 'segment' in found;
      return {
        id,
        choices,
        lines: own,
        ...(isRead && { destination: found }),
        ...(found !== undefined && !isRead && { failure: found }),
        draft: this.#groups.get(id)?.draft,
        isConflicting: conflicting.has(id),
        isIncomplete: own.some(({ stop, isLeftOut }) => stop && !isLeftOut),
      };
    });
  }

  /** The drafts that can be sent, to choose what of them is remembered. */
  get drafts(): readonly Draft[] {
    const ids = new Set(sendableGroups(this.groups).map(({ group }) => group.id));
    return [...this.#groups].flatMap(([id, { draft }]) => (draft && ids.has(id) ? draft : []));
  }

  /** Begins to check all files. */
  start(): void {
    for (const line of this.#lines) this.#begin(line);
    this.#update();
  }

  /** Leaves a line out, or no longer; without an ID, all lines. */
  tick(id: string | undefined, ticked: boolean): void {
    for (const line of this.#lines) if (id === undefined || line.id === id) line.ticked = ticked;
    this.#update();
  }

  /**
   * The lines whose segment is chosen with that of a line that lacks one or doesn't fit its own: all
   * such files whose names differ only in digits.
   */
  alike(id: string): readonly BatchLine[] {
    return this.#alike(id).map((line) => lineOf(line));
  }

  /** Chooses the segment of a line and of those `alike`. */
  chooseTarget(id: string, into: Into): void {
    for (const line of this.#alike(id)) this.#change(line, { into });
    this.#update();
  }

  /** Changes the segment or the options of all lines of a group. */
  changeGroup(id: string, changes: Partial<Omit<Choices, 'files'>>): void {
    for (const line of this.#byKey().get(id) ?? []) this.#change(line, changes);
    this.#update();
  }

  /** Adds the people of a line to its segment, which keeps people out, instead of removing them. */
  addThere(id: string): void {
    const line = this.#line(id);
    line.ticked = undefined;
    this.#change(line, { operation: 'add' });
    this.#update();
  }

  /** Sends the file to one more segment, as to the first one. */
  addTarget(into: Into): void {
    const [{ choices }] = this.#lines;
    if (this.#lines.some((line) => segmentKey(line.choices.into) === segmentKey(into))) return;
    const line = { id: String(this.#lines.length), choices: { ...choices, into } };
    this.#lines.push(line);
    this.#begin(line);
    this.#update();
  }

  /** Changes how a file is read, and with it all files for the segment with such names. */
  chooseReading(id: string, reading: Omit<FileChoice, 'uri'>): void {
    const { choices } = this.#line(id);
    for (const line of this.#lines)
      if (
        segmentKey(line.choices.into) === segmentKey(choices.into) &&
        isNamedAlike(choices, line.choices)
      )
        void line.check?.chooseReading(reading);
  }

  /** Checks again what can't be sent as it is: files, segments and whole groups. */
  check(): void {
    this.#settings.clear();
    this.#targets.forgetFailures();
    for (const line of this.#lines) {
      const { into } = line.choices;
      if (into && !this.#targets.find(into)) this.#begin(line);
      else if (lineOf(line).stop) void line.check?.check();
    }
    for (const { draft } of this.#groups.values())
      if (draft && draft.step.kind !== 'ready' && draft.step.kind !== 'checking')
        void draft.check();
  }

  /** The check of a line's file, to see and change how it is read. */
  checkOf(id: string): Draft | undefined {
    return this.#lines.find((line) => line.id === id)?.check;
  }

  /** Checks the files with this URI again, for example once it is saved. */
  checkFile(uri: string): void {
    for (const line of this.#lines) {
      if (line.choices.files[0].uri !== uri) continue;
      if (line.check) void line.check.check();
      else void this.#groups.get(this.#keyOf(line))?.draft?.check();
    }
  }

  /**
   * Sends all drafts that can be sent, or none: rejects with `Failure` 'conflict' or as
   * `Draft.send`, and those sent before become drafts again. The others are discarded. Run the
   * returned uploads one after the other.
   */
  async send(confirmed: (planned: DraftPlan) => Confirmed): Promise<readonly Upload[]> {
    if (this.groups.some(({ isConflicting }) => isConflicting))
      throw new Failure('conflict', conflictText(), this.options.command);
    const sent = new Map<GroupState, Upload>();
    try {
      for (const { group, planned } of sendableGroups(this.groups)) {
        const state = this.#groups.get(group.id);
        if (state?.draft) sent.set(state, await state.draft.send(confirmed(planned)));
      }
    } catch (error) {
      for (const [state, upload] of sent) {
        await upload.discard();
        state.draft = undefined;
        state.draftKey = undefined;
      }
      this.#update();
      throw error;
    }
    // What was left out has a plan on the disk, too.
    if (sent.size > 0) await this.dispose();
    return [...sent.values()];
  }

  /** Discards all drafts that weren't sent. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const drafts = [
      ...this.#lines.flatMap(({ check }) => check ?? []),
      ...[...this.#groups.values()].flatMap(({ draft }) => draft ?? []),
    ];
    await Promise.all(drafts.map((draft) => draft.discard()));
  }

  #line(id: string): LineState {
    const line = this.#lines.find((one) => one.id === id);
    if (!line) throw new Error(`No line ${id}`);
    return line;
  }

  #alike(id: string): readonly LineState[] {
    const one = this.#line(id);
    return this.#lines.filter(
      (line) =>
        isNamedAlike(one.choices, line.choices) &&
        segmentKey(line.choices.into) === segmentKey(one.choices.into) &&
        (!one.choices.into || Boolean(lineOf(line).stop) === Boolean(lineOf(one).stop)),
    );
  }

  #newCheck(choices: Choices): Draft {
    const check = this.owner.draft(
      { ...choices, into: undefined, operation: checkedAs(choices.operation) },
      { ...this.options, checks: true, remembers: false },
    );
    check.onDidChange((step) => {
      // What the file seems to hold, where no segment says what it should.
      if (step.kind === 'needs' && step.missing === 'type' && step.candidates.at(0)?.fits)
        void check.choose({ identifierType: step.candidates[0].type });
      else this.#update();
    });
    return check;
  }

  #change(line: LineState, changes: Partial<Omit<Choices, 'files'>>): void {
    line.choices = { ...line.choices, ...changes };
    // The file may fit another segment better or worse.
    if ('into' in changes) line.ticked = undefined;
    this.#begin(line);
  }

  #begin(line: LineState): void {
    void this.#targets.hold(line, this.#lines.length > 1).then((held) => held && this.#update());
    void this.#prepare(line);
  }

  /** Reads a line's segment, and checks its file for the segment's type. */
  async #prepare(line: LineState): Promise<void> {
    const { choices, check } = line;
    if (!check) return;
    // Until then, its check is that of what was chosen before.
    line.isPreparing = true;
    const { into, ...chosen } = choices;
    const found = into && (await this.#targets.read(into));
    const identifierType =
      found && 'segment' in found ? identifierTypeOf(found.segment) : undefined;
    const isOther = check.choices.identifierType !== identifierType;
    // A column was chosen for its type.
    const files =
      isOther && check.choices.identifierType
        ? check.choices.files.map(({ uri, dialect }) => ({ uri, dialect }))
        : check.choices.files;
    await this.#inLane(async () => {
      // Changed again meanwhile: then it is prepared once more.
      if (this.#isDisposed || line.choices !== choices) return;
      line.isPreparing = false;
      const operation = checkedAs(choices.operation);
      await check.choose({ ...chosen, files, identifierType, operation });
    });
  }

  #inLane<T>(work: () => Promise<T>): Promise<T> {
    return this.#lanes.run(`lane ${this.#nextLane++ % LANES}`, work);
  }

  /** Gives each group the draft of the lines that aren't left out, once all of them are checked. */
  #update(): void {
    if (this.#isDisposed) return;
    const groups = this.#byKey();
    for (const [key, { draft }] of this.#groups)
      if (!groups.has(key)) {
        this.#groups.delete(key);
        void draft?.discard();
      }
    for (const [key, lines] of groups) {
      const state = this.#groups.get(key) ?? {};
      this.#groups.set(key, state);
      const sent = this.#linesToSend(lines);
      const draftKey = JSON.stringify(
        sent.map(({ id, choices, check }) => [id, choices.files, check?.generation]),
      );
      if (state.draftKey === draftKey) continue;
      this.#remember = state.draft?.choices.remember ?? this.#remember;
      void state.draft?.discard();
      state.draftKey = draftKey;
      state.draft = sent.length > 0 ? this.#newDraft(sent) : undefined;
    }
    this.#changed.fire();
  }

  /** None while one of them is still checked. */
  #linesToSend(lines: readonly LineState[]): readonly LineState[] {
    if (this.isOneFile) return lines;
    if (lines[0].choices.into === undefined) return [];
    const sent = lines.filter((line) => !lineOf(line).isLeftOut);
    const isReady = (line: LineState): boolean =>
      !line.isPreparing && line.check?.step.kind === 'ready' && lineOf(line).stop === undefined;
    return sent.every(isReady) ? sent : [];
  }

  #newDraft(lines: readonly LineState[]): Draft {
    const files = new Map(
      lines.flatMap(({ choices, check }) =>
        (check?.choices ?? choices).files.map((file) => [JSON.stringify(file), file]),
      ),
    );
    const draft = this.owner.draft(
      { ...lines[0].choices, remember: this.#remember, files: [...files.values()] },
      this.options,
    );
    draft.onDidChange(() => this.#changed.fire());
    void this.#inLane(async () => {
      if (!this.#isDisposed && this.#isCurrent(draft)) await draft.check();
    });
    return draft;
  }

  #isCurrent(draft: Draft): boolean {
    return [...this.#groups.values()].some((state) => state.draft === draft);
  }

  #byKey(): Map<string, LineState[]> {
    const groups = new Map<string, LineState[]>();
    for (const line of this.#lines) {
      const key = this.#keyOf(line);
      groups.set(key, [...(groups.get(key) ?? []), line]);
    }
    return groups;
  }

  #keyOf({ choices, check }: LineState): string {
    const { files, into } = choices;
    const [{ uri }] = files;
    const settings = this.#settings.get(uri) ?? this.owner.workspace.settingsOf(uri);
    this.#settings.set(uri, settings);
    const found = into && this.#targets.find(into);
    const type =
      found && 'segment' in found ? identifierTypeOf(found.segment) : check?.identifierType;
    return groupKey(choices, settings, type, this.options.by);
  }
}

/** The check of a file alone is about its rows: an Update adds them. */
function checkedAs(operation: Choices['operation']): Choices['operation'] {
  return operation === 'update' ? 'add' : operation;
}
