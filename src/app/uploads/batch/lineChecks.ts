import { Failure } from '../../../common/failure';
import { KeyedQueue } from '../../../common/keyedQueue';
import type { Choices } from '../choices/choices';
import type { Draft, DraftOptions } from '../draft/draft';
import { filesOfLines, type LineState } from './batchLine';
import type { BatchOwner } from './batchOwner';
import type { BatchTargets } from './batchTargets';

/** Checks that run at the same time. Each has a thread of its own. */
const LANES = 2;

/** Checks the files of lines, each for itself, and finds out what their segments are for. */
export class LineChecks {
  readonly #lanes = new KeyedQueue();
  #nextLane = 0;
  #isDisposed = false;

  constructor(
    private readonly owner: BatchOwner,
    private readonly options: DraftOptions,
    private readonly targets: BatchTargets,
    private readonly onChange: () => void,
  ) {}

  /** A check of a file that hasn't begun. */
  newCheck(choices: Choices): Draft {
    const check = this.owner.draft(
      { ...choices, into: undefined, operation: checkedAs(choices.operation) },
      { ...this.options, checks: true, remembers: false },
    );
    check.onDidChange((step) => {
      // What the file seems to hold, where no segment says what it should.
      if (step.kind === 'needs' && step.missing === 'type' && step.candidates.at(0)?.fits)
        void check.choose({ identifierType: step.candidates[0].type });
      else this.onChange();
    });
    return check;
  }

  /** The draft of lines that are one upload. */
  newDraft(lines: readonly LineState[], remember: Choices['remember']): Draft {
    return this.owner.draft(
      { ...lines[0].choices, files: filesOfLines(lines), ...(remember && { remember }) },
      this.options,
    );
  }

  /** `isOfSeveral`: whether there are several lines. */
  begin(line: LineState, isOfSeveral: boolean): void {
    line.generation = (line.generation ?? 0) + 1;
    void this.targets.hold(line, isOfSeveral).then((held) => held && this.onChange());
    void this.#prepare(line);
  }

  /** Runs work that reads files, some of it at a time. */
  async inLane(work: () => Promise<unknown>): Promise<void> {
    await this.#lanes.run(`lane ${this.#nextLane++ % LANES}`, async () => {
      if (!this.#isDisposed) await work();
    });
  }

  /** Begins nothing more. */
  dispose(): void {
    this.#isDisposed = true;
  }

  /** Reads a line's segment, and checks its file for the segment's type. */
  async #prepare(line: LineState): Promise<void> {
    const { choices, check, generation } = line;
    if (!check) return;
    // Until then, its check is that of what was chosen before.
    line.isPreparing = true;
    const { into, ...chosen } = choices;
    if (into) await this.targets.read(into);
    const identifierType = this.targets.typeOf(into);
    const keepsOut = await this.#keepsOut(choices);
    const isOther = check.choices.identifierType !== identifierType;
    // A column was chosen for its type.
    const files =
      isOther && check.choices.identifierType
        ? check.choices.files.map(({ uri, dialect }) => ({ uri, dialect }))
        : check.choices.files;
    await this.inLane(async () => {
      // Changed again meanwhile: then it is prepared once more.
      if (line.generation !== generation) return;
      line.isPreparing = false;
      const operation = checkedAs(choices.operation);
      await check.choose({ ...chosen, files, identifierType, operation, keepsOut });
    });
  }

  /** Whether a line's suppression lists aren't used for its segment; undefined if it has none. */
  async #keepsOut({ into, files: [{ uri }], suppress }: Choices): Promise<boolean | undefined> {
    const lists = suppress ?? this.owner.workspace.settingsOf(uri).suppress;
    const found = lists && into && this.targets.find(into);
    if (!found || found instanceof Failure) return undefined;
    return (await this.owner.optOuts.roleOf(found)) === 'keepOut';
  }
}

/** The check of a file alone is about its rows: an Update adds them. */
function checkedAs(operation: Choices['operation']): Choices['operation'] {
  return operation === 'update' ? 'add' : operation;
}
