import { ApiError } from '../../api/apiError';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext } from '../base/contextKeys';

/** Tells the editor which commands have an account or a segment to act on. */
export class SegmentKeys extends DisposableOwner {
  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
  ) {
    super();
    this.register(accounts.onDidChange(() => this.update()));
    this.register(list.onDidChange(() => this.update()));
  }

  private update(): void {
    const { accounts } = this;
    if (accounts.state === 'starting') return;
    const shown = accounts.shown();
    void setContext('criteoAudiences.none.account', shown.length === 0);
    void setContext(
      'criteoAudiences.none.segment',
      shown.every((account) => this.hasNone(account)),
    );
  }

  /** A list that wasn’t read yet, or failed for another reason, may have some. */
  private hasNone(account: AccountHandle): boolean {
    const { load, segments, error } = this.list.state(account);
    if (segments.length > 0) return false;
    if (load === 'failed') return error instanceof ApiError && error.kind === 'permission';
    return this.list.complete(account);
  }
}
