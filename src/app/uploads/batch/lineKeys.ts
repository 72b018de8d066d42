import { fileName } from '../../../common/fileName';
import type { Caller, Choices, UploadSettings } from '../choices/choices';
import { groupKey } from '../draft/groupKey';
import { isUnreadable } from '../draftStep';
import { filePattern, widestPattern } from '../pairings/filePattern';
import type { LineState } from './batchLine';
import type { BatchOwner } from './batchOwner';
import type { BatchTargets } from './batchTargets';

/** The key of files that no segment would help. */
const UNREADABLE = 'unreadable';

/** The keys of lines: those with the same key are one upload, or are asked about once. */
export class LineKeys {
  /** Of the files' folders, by URI: reading them takes long for many files. */
  readonly #settings = new Map<string, UploadSettings>();
  /** Of the names of all files, each once. */
  readonly #patterns: readonly string[];
  /** By URI. */
  readonly #patternOf = new Map<string, string>();

  constructor(
    private readonly owner: Pick<BatchOwner, 'workspace'>,
    private readonly targets: Pick<BatchTargets, 'typeOf'>,
    private readonly by: Caller,
    choices: readonly Choices[],
  ) {
    const patterns = choices.map(({ files: [{ uri }] }) => filePattern(fileName(uri)));
    this.#patterns = [...new Set(patterns)];
  }

  of({ choices, check }: Pick<LineState, 'choices' | 'check'>): string {
    const [{ uri }] = choices.files;
    const settings = this.#settings.get(uri) ?? this.owner.workspace.settingsOf(uri);
    this.#settings.set(uri, settings);
    const type = this.targets.typeOf(choices.into) ?? check?.identifierType;
    const key = groupKey(choices, settings, type, this.by);
    // A program is told of each file what is missing.
    if (this.by === 'program') return choices.into && choices.operation ? key : `${key} ${uri}`;
    // A person is asked once for all files that are named alike, and not where that wouldn't help.
    if (!choices.into && isUnreadable(check?.step)) return UNREADABLE;
    return choices.into ? key : `${key} ${this.#pattern(uri)}`;
  }

  /** Reads the settings of folders again. */
  forgetSettings(): void {
    this.#settings.clear();
  }

  #pattern(uri: string): string {
    const pattern = this.#patternOf.get(uri) ?? widestPattern(fileName(uri), this.#patterns);
    this.#patternOf.set(uri, pattern);
    return pattern;
  }
}
