import type { Audience } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import {
  arrangeAudiences,
  isFilteringAudiences,
  type AudienceArrangement,
  type AudienceKnowledge,
} from '../../app/audiences/audienceView';
import { audienceViewText } from '../../app/audiences/audienceViewTexts';
import { listText, sumOfFigures, type ListFigures } from '../../app/segments/listTexts';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { plainText } from '../../common/outsideText';
import { loadOfList, loadOfView, type ViewLoad } from '../views/viewLoad';
import type { AudienceViewState } from './audienceViewState';
import type { RuleSegments } from './ruleSegments';

/** The audiences of an account to show, in order, and what they were arranged from. */
interface Arrangement {
  from: readonly Audience[];
  view: AudienceArrangement;
  names: unknown;
  result: readonly Audience[];
}

/** The audiences of the accounts shown as the view arranges them, and what the view says about them. */
export class ArrangedAudiences {
  private readonly arrangements = new Map<string, Arrangement>();

  constructor(
    readonly accounts: Accounts,
    private readonly audiences: AudienceList,
    readonly list: PagedSegmentList,
    private readonly viewState: Pick<AudienceViewState, 'view'>,
    readonly segments: RuleSegments,
  ) {}

  /** Arranges everything again: names may have changed, which the filter depends on. */
  clear(): void {
    this.arrangements.clear();
  }

  rowCount(): number {
    return this.accounts.shown().reduce((sum, account) => sum + this.of(account).length, 0);
  }

  /** Cached until a list or the view changes. */
  of(account: AccountHandle): readonly Audience[] {
    const { view } = this.viewState;
    const from = this.audiences.state(account).items;
    // Only a text looks at names of segments.
    const names = view.filter.text.trim() === '' ? undefined : this.list.state(account).segments;
    const cached = this.arrangements.get(account.key);
    if (cached?.view === view && cached.from === from && cached.names === names)
      return cached.result;
    const arranged = arrangeAudiences(from, view, knowledgeOf(account, this));
    // The same rows in the same order need no repaint.
    const result = cached && isSame(cached.result, arranged) ? cached.result : arranged;
    this.arrangements.set(account.key, { from, view, names, result });
    return result;
  }

  /** The state of the whole view. */
  load(): ViewLoad {
    return loadOfView(this.accounts, (account) => this.loadOf(account));
  }

  /** One number, or why the list may be old; of all accounts shown. */
  description(): string | undefined {
    const all = this.accounts.shown().map((account) => this.figuresOf(account));
    return (all.length === 1 ? listText(all[0]) : listText(sumOfFigures(all))) || undefined;
  }

  /** Shown above the rows where the filter needs a word. */
  message(): string | undefined {
    const { filter } = this.viewState.view;
    const shown = this.accounts.shown();
    const all = shown.flatMap((account) => this.audiences.state(account).items);
    const matches = this.rowCount();
    const isWhole = shown.every((account) => this.audiences.complete(account));
    if (!isFilteringAudiences(filter) || all.length === 0 || (matches === 0 && !isWhole))
      return undefined;
    return audienceViewText(filter, all, matches, (id) => this.nameOf(id));
  }

  /** A failed refresh isn't the end of the rows: they are all there, only older. */
  endOf(account: AccountHandle): 'failed' | 'loading' | 'complete' {
    if (this.audiences.complete(account)) return 'complete';
    return this.audiences.state(account).load === 'failed' ? 'failed' : 'loading';
  }

  /** The state of an account's list. */
  loadOf(account: AccountHandle): ViewLoad {
    const { audiences } = this;
    return loadOfList(
      audiences.state(account),
      this.of(account).length,
      audiences.complete(account),
    );
  }

  figuresOf(account: AccountHandle): ListFigures {
    const { items, total, load, failed, loadedAt } = this.audiences.state(account);
    return {
      loaded: items.length,
      total,
      matches: isFilteringAudiences(this.viewState.view.filter)
        ? this.of(account).length
        : undefined,
      failed: load === 'failed' ? failed : undefined,
      loadedAt,
    };
  }

  /** The name of a segment of any account shown. */
  private nameOf(segmentId: string): string {
    const account = this.accounts
      .shown()
      .find((one) => this.segments.find(one, segmentId) !== undefined);
    return account ? this.segments.nameOf(account, segmentId) : plainText(segmentId);
  }
}

/** What audiences of an account are found by besides their own texts. */
export function knowledgeOf(
  account: AccountHandle,
  {
    accounts,
    list,
    segments,
  }: { accounts: Accounts; list: PagedSegmentList; segments: RuleSegments },
): AudienceKnowledge {
  return {
    retailerName: (id) => accounts.retailerName(account, id),
    segmentName: (id) => segments.find(account, id)?.name,
    version: list.state(account).segments,
  };
}

function isSame(some: readonly Audience[], others: readonly Audience[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
