import { EventEmitter } from 'vscode';
import type { Arrangement } from '../../app/lists/arrangeItems';
import type { KeyValueStore } from '../../app/state';
import { DisposableOwner } from '../../common/disposableOwner';

/**
 * Filter and sort order of a view. The order is stored with the workspace; the filter lasts as long as
 * the window.
 */
export class ListViewState<V extends Arrangement> extends DisposableOwner {
  protected readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;

  /** `sortKey`: where the order is stored. `setFiltered` sets the context key of a filter. */
  constructor(
    protected readonly storage: KeyValueStore,
    private current: V,
    private readonly of: {
      sortKey: string;
      setFiltered: (isFiltered: boolean) => Promise<void>;
      isFiltering: (filter: V['filter']) => boolean;
    },
  ) {
    super();
  }

  get view(): V {
    return this.current;
  }

  get isFiltering(): boolean {
    return this.of.isFiltering(this.current.filter);
  }

  setFilter(filter: V['filter']): void {
    this.set({ ...this.current, filter });
    void this.of.setFiltered(this.isFiltering);
  }

  async setSort(sort: V['sort']): Promise<void> {
    this.set({ ...this.current, sort });
    await this.storage.update(this.of.sortKey, sort);
  }

  protected set(view: V): void {
    this.current = view;
    this.changed.fire();
  }
}

/** What is stored below a key, if it is one of these, else the first of them. */
export function storedChoice<T extends string>(
  storage: KeyValueStore,
  key: string,
  choices: readonly [T, ...T[]],
): T {
  return choices.find((choice) => choice === storage.get(key)) ?? choices[0];
}
