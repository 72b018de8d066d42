import type { Caller, UploadSettings } from '../choices/choices';
import { groupKey } from '../draft/groupKey';
import type { LineState } from './batchLine';
import type { BatchOwner } from './batchOwner';
import type { BatchTargets } from './batchTargets';

/** The keys of lines: those with the same key are one upload. */
export class LineKeys {
  /** Of the files' folders, by URI: reading them takes long for many files. */
  readonly #settings = new Map<string, UploadSettings>();

  constructor(
    private readonly owner: Pick<BatchOwner, 'workspace'>,
    private readonly targets: Pick<BatchTargets, 'typeOf'>,
    private readonly by: Caller,
  ) {}

  of({ choices, check }: Pick<LineState, 'choices' | 'check'>): string {
    const [{ uri }] = choices.files;
    const settings = this.#settings.get(uri) ?? this.owner.workspace.settingsOf(uri);
    this.#settings.set(uri, settings);
    const type = this.targets.typeOf(choices.into) ?? check?.identifierType;
    const key = groupKey(choices, settings, type, this.by);
    // A program is told of each file what is missing.
    const isOpen = this.by === 'program' && !(choices.into && choices.operation);
    return isOpen ? `${key} ${uri}` : key;
  }

  /** Reads the settings of folders again. */
  forgetSettings(): void {
    this.#settings.clear();
  }
}
