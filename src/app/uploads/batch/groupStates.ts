import type { Choices } from '../choices/choices';
import type { Draft } from '../draft/draft';

/** One upload of a batch: its draft, once its files are checked. */
export interface GroupState {
  /** Stays as long as the group does, whatever is chosen for it. */
  readonly id: string;
  draft?: Draft;
  /** Of which lines the draft is, and how their files are read. */
  content?: string;
  /** The draft's choices as the lines have them. */
  choices?: Choices;
}

/** The groups of a batch, by the key that their lines have in common. */
export class GroupStates {
  readonly #byKey = new Map<string, GroupState>();
  #next = 0;

  get all(): readonly GroupState[] {
    return [...this.#byKey.values()];
  }

  get(key: string): GroupState | undefined {
    return this.#byKey.get(key);
  }

  byId(id: string): GroupState | undefined {
    return this.all.find((state) => state.id === id);
  }

  /** The group of a key, or a new one. */
  require(key: string): GroupState {
    const state = this.#byKey.get(key) ?? { id: `group ${this.#next++}` };
    this.#byKey.set(key, state);
    return state;
  }

  /** Keeps a group whose lines have another key now, unless that is the key of another group. */
  move(state: GroupState, key: string): void {
    if (this.#byKey.has(key)) return;
    for (const [before, one] of this.#byKey) if (one === state) this.#byKey.delete(before);
    this.#byKey.set(key, state);
  }

  /**
   * Keeps the groups of these lines, also where their key is another one now because more is known of
   * their segments. Gives up those without lines, and discards their drafts.
   */
  follow<T>(lines: ReadonlyMap<string, T>, contentOf: (lines: T) => string): void {
    const stale = [...this.#byKey].filter(([key]) => !lines.has(key));
    for (const [key, own] of lines) {
      const content = this.#byKey.has(key) ? undefined : contentOf(own);
      const [, same] = stale.find(([, { draft, content: of }]) => draft && of === content) ?? [];
      if (same) this.move(same, key);
    }
    for (const [key, state] of stale) {
      if (this.#byKey.get(key) !== state) continue;
      this.#byKey.delete(key);
      void state.draft?.discard();
    }
  }
}
