import type { Operation } from '../../api/apiError';
import type { Page, PageRange } from '../../api/apiTypes';
import type { RequestOptions } from '../../api/options';
import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import type { AccountHandle, Accounts } from '../accounts/account';
import { PagedList, type ListItem, type LoadAllOptions, type LoadState } from './pagedList';

/** How much of an account's list is loaded. */
export interface ListState<T> {
  load: LoadState;
  items: readonly T[];
  /** Of the API, if it says. */
  total?: number;
  error?: Error;
  /** When the last page arrived, in milliseconds since 1970. */
  loadedAt?: number;
  /** What failed last, if `load` is `failed`: reading it all again, or reading more of it. */
  failed?: 'refresh' | 'more';
}

/** A list of each account shown. Sends no request until used. */
export class ListsByAccount<T extends ListItem> extends DisposableOwner {
  private readonly changed = this.register(new Emitter<AccountHandle>());
  readonly onDidChange = this.changed.event;
  private readonly lists = new Map<string, PagedList<T>>();

  /** `fetchPage` requests one page; `operation` names it in errors. */
  constructor(
    private readonly accounts: Accounts,
    private readonly operation: Operation,
    private readonly fetchPage: (
      account: AccountHandle,
      options: PageRange & RequestOptions,
    ) => Promise<Page<T>>,
  ) {
    super();
    this.register(accounts.onDidChange(() => this.dropHidden()));
  }

  state(account: AccountHandle): ListState<T> {
    const pages = this.lists.get(account.key);
    if (!pages) return { load: 'idle', items: [] };
    const { load, items, total, error, loadedAt, failed } = pages;
    return { load, items, total, error, loadedAt, failed };
  }

  /** Whether all pages are loaded. */
  complete(account: AccountHandle): boolean {
    return this.lists.get(account.key)?.complete ?? false;
  }

  /** Loads the first page if nothing is loaded. */
  load(account: AccountHandle): Promise<void> {
    return this.pages(account).loadFirst();
  }

  async loadMore(account: AccountHandle): Promise<void> {
    const pages = this.pages(account);
    if (pages.load === 'idle') await pages.loadFirst();
    else await pages.loadMore();
  }

  /** Loads the rest. Rejects with the signal's reason if stopped; loaded pages stay. */
  loadAll(account: AccountHandle, options?: LoadAllOptions): Promise<readonly T[]> {
    return this.pages(account).loadAll(options);
  }

  /** Reads what is loaded again: of one account, or of all that are shown. */
  async refresh(account?: AccountHandle): Promise<void> {
    if (account) return this.pages(account).refresh();
    const results = await Promise.allSettled(
      this.accounts.shown().map((shown) => this.pages(shown).refresh()),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  find(account: AccountHandle, id: string): T | undefined {
    return this.lists.get(account.key)?.find(id);
  }

  override dispose(): void {
    for (const pages of this.lists.values()) pages.dispose();
    super.dispose();
  }

  protected pages(account: AccountHandle): PagedList<T> {
    let pages = this.lists.get(account.key);
    if (!pages) {
      // Use the current handle: signing in again gives the account another client.
      const current = (): AccountHandle => this.accounts.byKey(account.key) ?? account;
      pages = new PagedList(
        this.operation,
        (range, signal) => this.fetchPage(current(), { ...range, signal }),
        () => this.changed.fire(current()),
      );
      this.lists.set(account.key, pages);
    }
    return pages;
  }

  private dropHidden(): void {
    const shown = new Set(this.accounts.shown().map((account) => account.key));
    for (const [key, pages] of this.lists) {
      if (shown.has(key)) continue;
      this.lists.delete(key);
      pages.dispose();
    }
  }
}
