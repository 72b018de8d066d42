import type { Audience } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { arrangeAudiences, type AudienceKnowledge } from '../../app/audiences/arrangeAudiences';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { AudienceArrangement } from '../../app/audiences/audienceView';
import { audienceViewText } from '../../app/audiences/audienceViewTexts';
import { ArrangedLists } from '../../app/lists/arrangedLists';
import type { Arranged } from '../../app/lists/arrangeItems';
import { plainText } from '../../common/outsideText';
import type { TreeSources } from '../views/listTree';
import type { AudienceViewState } from './audienceViewState';
import type { RuleSegments } from './ruleSegments';

/** What the Audiences view shows, and what it is repainted by. */
export interface AudienceSources extends TreeSources<Audience, AudienceArrangement> {
  list: AudienceList;
  viewState: AudienceViewState;
  segments: RuleSegments;
}

/** The audiences of the accounts shown as the view arranges them. */
export class ArrangedAudiences extends ArrangedLists<
  Audience,
  AudienceArrangement,
  AudienceSources
> {
  protected loadList(account: AccountHandle): Promise<unknown> | undefined {
    const { list } = this.sources;
    // A load that is running may be another reader's, who may give up before the end.
    const isSettled = list.state(account).load === 'failed' || list.complete(account);
    return isSettled ? undefined : list.loadAll(account);
  }

  protected arrange(account: AccountHandle, audiences: readonly Audience[]): Arranged<Audience> {
    return arrangeAudiences(
      audiences,
      this.sources.viewState.view,
      knowledgeOf(account, this.sources),
    );
  }

  /** Only a text looks at names of segments. */
  protected dependsOn(account: AccountHandle): unknown {
    const { segments, viewState } = this.sources;
    return viewState.view.filter.text.trim() === ''
      ? undefined
      : segments.list.state(account).segments;
  }

  protected filterText(matches: number): string | undefined {
    const { accounts, list, viewState } = this.sources;
    const shown = accounts.shown();
    if (matches === 0 && !shown.every((account) => list.complete(account))) return undefined;
    const all = shown.flatMap((account) => list.state(account).items);
    return audienceViewText(viewState.view.filter, all, matches, (id) => this.nameOf(id));
  }

  /** The name of a segment of any account shown. */
  private nameOf(segmentId: string): string {
    const { accounts, segments } = this.sources;
    const account = accounts.shown().find((one) => segments.find(one, segmentId) !== undefined);
    return account ? segments.nameOf(account, segmentId) : plainText(segmentId);
  }
}

/** What audiences of an account are found by besides their own texts. */
export function knowledgeOf(
  account: AccountHandle,
  { accounts, segments }: { accounts: Accounts; segments: RuleSegments },
): AudienceKnowledge {
  return {
    retailerName: (id) => accounts.retailerName(account, id),
    segmentName: (id) => segments.find(account, id)?.name,
    version: segments.list.state(account).segments,
  };
}
