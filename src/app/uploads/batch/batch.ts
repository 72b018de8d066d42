import { Emitter } from '../../../common/events';
import { Cancelled, Failure } from '../../../common/failure';
import { groupBy } from '../../../common/records';
import { SharedReads } from '../../../upload/plan/sharedReads';
import type { Confirmed } from '../../segments/confirmation';
import type { Choices } from '../choices/choices';
import type { FileChoice } from '../choices/fileChoice';
import type { Draft, DraftOptions } from '../draft/draft';
import type { DraftPlan } from '../draftStep';
import type { Upload } from '../upload';
import {
  conflictingGroups,
  conflictText,
  groupOf,
  sendableGroups,
  type BatchGroup,
} from './batchGroup';
import {
  alikeLines,
  beforeOf,
  chooseUpdates,
  contentOf,
  lineOf,
  linesToAdd,
  readAlike,
  updateTogether,
  withoutPrevious,
  yieldUpdate,
  type BatchBefore,
  type BatchLine,
  type LineState,
} from './batchLine';
import type { BatchOwner } from './batchOwner';
import { BatchTargets } from './batchTargets';
import { GroupStates, type GroupState } from './groupStates';
import { LineChecks } from './lineChecks';
import { LineKeys } from './lineKeys';
import { sendAll } from './sendAll';

type Into = NonNullable<Choices['into']>;

/**
 * Uploads before they start: items, each a file for a segment, on a line. Those with the same segment
 * and options form one draft and become one upload, so that a Replace doesn't clear what another file
 * added. One item is the usual case: a person sees its draft, and its file has no check of its own.
 * Like a draft, a batch never asks.
 */
export class Batch {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  /** Whether one file goes to several segments. */
  readonly isOneFile: boolean;
  /** Whether there is one item: then its choices are those of its draft. */
  readonly #isOne: boolean;
  readonly #lines: LineState[];
  /** By the key of their lines. */
  readonly #groups = new GroupStates();
  readonly #targets: BatchTargets;
  readonly #keys: LineKeys;
  readonly #checks: LineChecks;
  #isStarted = false;
  #isDisposed = false;
  #sending = new AbortController();
  /** What the user chose about remembering, which holds for all drafts. */
  #remember: Choices['remember'];

  /**
   * `choices`: a person's of one file each, unless there is one item. `given`: the draft of the only item, if
   * there is one already.
   */
  constructor(
    choices: readonly Choices[],
    owner: BatchOwner,
    readonly options: DraftOptions,
    { ticked = [], isPart = [] }: BatchBefore = {},
    given?: Draft,
  ) {
    this.#targets = new BatchTargets(owner, options.command, () => this.#update());
    this.#keys = new LineKeys(owner, this.#targets, options.by, choices);
    this.#isOne = choices.length === 1;
    const shared = this.#isOne ? options : { ...options, reads: new SharedReads() };
    this.#checks = new LineChecks(owner, shared, this.#targets, () => this.#update());
    this.isOneFile =
      choices.length > 1 && new Set(choices.map(({ files: [{ uri }] }) => uri)).size === 1;
    const isPersons = options.by === 'person' && !this.#isOne;
    this.#lines = choices.map((one, index) => {
      const line = isPersons
        ? { ...one, operation: one.operation ?? owner.optOuts.likelyOperation(one) }
        : one;
      return {
        id: String(index),
        choices: line,
        ticked: ticked.at(index),
        isPart: isPart.at(index) === true,
        ...(isPersons && !this.isOneFile && { check: this.#checks.newCheck(line) }),
      };
    });
    if (given)
      this.#follow(Object.assign(this.#groups.require(ONLY), { draft: given, content: ONLY }));
    this.#update();
  }

  /** The batch of one draft. */
  static of(draft: Draft, owner: BatchOwner): Batch {
    return new Batch([draft.choices], owner, draft.options, {}, draft);
  }

  get lines(): readonly BatchLine[] {
    return this.#lines.map(lineOf);
  }

  /** How the lines are, for a reload of the window. */
  get before(): Required<BatchBefore> {
    return beforeOf(this.#lines);
  }

  /** The draft of the only item; undefined if there are several. */
  get only(): Draft | undefined {
    return this.#isOne ? this.#groups.get(ONLY)?.draft : undefined;
  }

  /** In the order of their first lines. */
  get groups(): readonly BatchGroup[] {
    const byKey = this.#byKey();
    const conflicting = conflictingGroups(byKey);
    return [...byKey].flatMap(([key, lines]) => {
      const state = this.#groups.get(key);
      const { into } = lines[0].choices;
      const found = into && this.#targets.find(into);
      return state ? groupOf(state, lines, found, conflicting.has(key)) : [];
    });
  }

  /** The drafts that can be sent, to choose what of them is remembered. */
  get sendable(): readonly Draft[] {
    return sendableGroups(this.groups).flatMap(({ group }) => this.draftOf(group.id) ?? []);
  }

  /** Begins to check all files. */
  start(): void {
    this.#isStarted = true;
    for (const line of this.#lines) this.#checks.begin(line, this.#lines.length > 1);
    for (const { draft } of this.#groups.all) if (draft) this.#check(draft);
    this.#update();
  }

  /**
   * Leaves a line out, or no longer; without an ID, all lines. Of the files that could update a
   * segment, one is left. Cancels `send`, which would send what was ticked before.
   */
  tick(id: string | undefined, ticked: boolean): void {
    this.cancel();
    const meant = id === undefined ? this.#lines : [this.#line(id)];
    for (const line of meant) line.ticked = ticked;
    if (ticked && id !== undefined) yieldUpdate(this.#lines, meant[0]);
    this.#update();
  }

  /** The files of an Update are parts of one export: all of them update the segment. */
  sendTogether(id: string): void {
    const [first] = this.#linesOf(id);
    if (first) updateTogether(this.#lines, first);
    this.#update();
  }

  /** The lines whose segment is chosen with that of a line: see `alikeLines`. */
  alike(id: string): readonly BatchLine[] {
    return this.#alike(id).map(lineOf);
  }

  /** Chooses the segment of a line and of those `alike`. */
  chooseTarget(id: string, into: Into): void {
    this.#changeAll(this.#alike(id), { into });
  }

  /** Changes the segment or the options of all lines of a group. */
  changeGroup(id: string, changes: Partial<Omit<Choices, 'files'>>): void {
    this.#changeAll(this.#linesOf(id), changes);
  }

  /** Adds the people of a line to its segment, which keeps people out, instead of removing them. */
  addThere(id: string): void {
    this.#line(id).ticked = undefined;
    this.#change(this.#line(id), { operation: 'add' });
    this.#update();
  }

  /** Sends the file to more segments, as to the others. */
  addTargets(more: readonly Into[]): void {
    const lines = linesToAdd(this.#lines, more);
    this.#lines.push(...lines);
    for (const line of lines) this.#checks.begin(line, this.#lines.length > 1);
    this.#update();
  }

  /** Changes how a file is read, and with it those read alike. */
  chooseReading(id: string, reading: Omit<FileChoice, 'uri'>): void {
    for (const line of readAlike(this.#lines, this.#line(id), this.isOneFile))
      void this.#readerOf(line)?.chooseReading(reading);
  }

  /** Checks again what can't be sent as it is: files, segments and whole groups. */
  check(): void {
    this.#keys.forgetSettings();
    this.#targets.forgetFailures();
    for (const line of this.#lines) {
      const { into } = line.choices;
      if (into && !this.#targets.find(into)) this.#checks.begin(line, this.#lines.length > 1);
      else if (lineOf(line).stop) void line.check?.check();
    }
    for (const { draft } of this.#groups.all)
      if (draft && draft.step.kind !== 'ready' && draft.step.kind !== 'checking')
        void draft.check();
  }

  /** The check of a line's file, to see and change how it is read. */
  checkOf(id: string): Draft | undefined {
    return this.#lines.find((line) => line.id === id)?.check;
  }

  /** The draft of a group. */
  draftOf(id: string): Draft | undefined {
    return this.#groups.byId(id)?.draft;
  }

  /** Checks the files with this URI again, for example once it is saved. */
  checkFile(uri: string): void {
    for (const line of this.#lines)
      if (line.choices.files.some((file) => file.uri === uri)) void this.#readerOf(line)?.check();
  }

  /**
   * Sends all drafts that can be sent, or none: rejects with `Failure` 'conflict' or as `Draft.prepare`
   * and `Draft.send`, and those sent before become drafts again. The others are discarded. Run the
   * returned uploads one after the other.
   */
  async send(confirmed: (planned: DraftPlan) => Confirmed): Promise<readonly Upload[]> {
    if (this.groups.some(({ isConflicting }) => isConflicting))
      throw new Failure('conflict', conflictText(), this.options.command);
    this.#sending = new AbortController();
    try {
      const uploads = await sendAll(
        sendableGroups(this.groups).flatMap(({ group, planned }) => {
          const draft = this.draftOf(group.id);
          return draft ? { draft, planned, by: confirmed(planned) } : [];
        }),
        this.#sending.signal,
      );
      // What was left out has a plan on the disk, too.
      if (uploads.length > 0) await this.dispose();
      return uploads;
    } catch (error) {
      for (const state of this.#groups.all)
        if (state.draft?.step.kind === 'sent') state.draft = state.content = undefined;
      this.#update();
      throw error;
    }
  }

  /** Cancels `send`: it rejects with `Cancelled`. */
  cancel(): void {
    this.#sending.abort(new Cancelled());
  }

  /** Discards all drafts that weren't sent. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#checks.dispose();
    const checks = this.#lines.flatMap(({ check }) => check ?? []);
    const drafts = this.#groups.all.flatMap(({ draft }) => draft ?? []);
    await Promise.all([...checks, ...drafts].map((draft) => draft.discard()));
  }

  #line(id: string): LineState {
    const line = this.#lines.find((one) => one.id === id);
    if (!line) throw new Error(`No line ${id}`);
    return line;
  }

  /** What reads a line's file. */
  #readerOf(line: LineState): Draft | undefined {
    return line.check ?? this.#groups.get(this.#keyOf(line))?.draft;
  }

  #alike(id: string): readonly LineState[] {
    return alikeLines(this.#lines, this.#line(id), (line) => this.#keyOf(line));
  }

  /** A group stays if all of its lines are changed. */
  #changeAll(lines: readonly LineState[], changes: Partial<Omit<Choices, 'files'>>): void {
    const [state] = lines.map((line) => this.#groups.get(this.#keyOf(line)));
    for (const line of lines) this.#change(line, changes);
    if (state && this.#linesOf(state.id).length === 0)
      this.#groups.move(state, this.#keyOf(lines[0]));
    this.#update();
  }

  #change(line: LineState, changes: Partial<Omit<Choices, 'files'>>): void {
    const isMoved = 'into' in changes && line.choices.into !== undefined;
    line.choices = { ...line.choices, ...changes };
    // The file may fit another segment better or worse, which other files updated.
    if (isMoved) {
      line.ticked = undefined;
      line.choices = withoutPrevious(line.choices);
    }
    this.#checks.begin(line, this.#lines.length > 1);
  }

  /** Gives each group the draft of the lines that aren't left out, once all of them are checked. */
  #update(): void {
    if (this.#isDisposed) return;
    chooseUpdates(this.#lines);
    const groups = this.#byKey();
    this.#groups.follow(groups, (lines) => this.#contentOf(this.#linesToSend(lines)));
    for (const [key, lines] of groups) {
      const state = this.#groups.require(key);
      const sent = this.#linesToSend(lines);
      const content = this.#contentOf(sent);
      if (state.content === content) continue;
      this.#remember = state.draft?.choices.remember ?? this.#remember;
      void state.draft?.discard();
      state.content = content;
      state.draft = sent.length > 0 ? this.#newDraft(sent) : undefined;
      this.#follow(state);
    }
    this.#changed.fire();
  }

  #contentOf(lines: readonly LineState[]): string {
    return this.#isOne ? ONLY : contentOf(lines);
  }

  /** None while one of them is still checked. */
  #linesToSend(lines: readonly LineState[]): readonly LineState[] {
    if (lines.every(({ check }) => !check)) return lines;
    if (lines[0].choices.into === undefined) return [];
    const sent = lines.filter((line) => !lineOf(line).isLeftOut);
    const isReady = (line: LineState): boolean =>
      !line.isPreparing && line.check?.step.kind === 'ready' && lineOf(line).stop === undefined;
    return sent.every(isReady) ? sent : [];
  }

  #newDraft(lines: readonly LineState[]): Draft {
    const draft = this.#checks.newDraft(lines, this.#remember);
    if (this.#isStarted) this.#check(draft);
    return draft;
  }

  #check(draft: Draft): void {
    void this.#checks.inLane(async () => {
      if (this.#groups.all.some((state) => state.draft === draft)) await draft.check();
    });
  }

  /** What is chosen on the page of a group's draft is chosen for its lines. */
  #follow(state: GroupState): void {
    const { draft } = state;
    state.choices = draft?.choices;
    draft?.onDidChange(() => {
      if (state.draft !== draft) return;
      if (state.choices !== draft.choices) this.#adopt(state, draft);
      else this.#changed.fire();
    });
  }

  #adopt(state: GroupState, draft: Draft): void {
    state.choices = draft.choices;
    const lines = this.#linesOf(state.id);
    for (const line of lines) {
      const { files } = lines.length > 1 || line.check ? line.choices : draft.choices;
      line.choices = { ...draft.choices, files };
    }
    state.content = this.#contentOf(this.#linesToSend(lines));
    this.#groups.move(state, this.#keyOf(lines[0]));
    this.#update();
  }

  /** At least one for the ID of a group. */
  #linesOf(id: string): readonly LineState[] {
    const isMeant = ([key]: [string, unknown]): boolean => this.#groups.get(key)?.id === id;
    return [...this.#byKey()].find(isMeant)?.[1] ?? [];
  }

  #byKey(): Map<string, LineState[]> {
    return groupBy(this.#lines, (line) => this.#keyOf(line));
  }

  #keyOf(line: LineState): string {
    return this.#isOne ? ONLY : this.#keys.of(line);
  }
}

/** The key of the only item's group, whatever is chosen. */
const ONLY = 'only';
