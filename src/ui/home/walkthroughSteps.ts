import type { Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext } from '../base/contextKeys';

/** Completes a walkthrough step when its task is done, not when its button is clicked. */
export class WalkthroughSteps extends DisposableOwner {
  constructor(accounts: Accounts, list: PagedSegmentList, history: History) {
    super();
    this.register(
      accounts.onDidChange(() => {
        if (accounts.state === 'ready' || accounts.state === 'noAccount')
          void setContext('criteoAudiences.did.signIn', true);
        if (accounts.state === 'ready') void setContext('criteoAudiences.did.selectAccount', true);
      }),
    );
    this.register(
      list.onDidCreate(() => void setContext('criteoAudiences.did.createSegment', true)),
    );
    this.register(
      history.onDidChange(({ kind }) => {
        if (kind === 'upload') void setContext('criteoAudiences.did.upload', true);
        if (kind === 'reading') void setContext('criteoAudiences.did.readStatistics', true);
      }),
    );
  }
}
