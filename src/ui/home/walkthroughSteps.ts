import { TabInputWebview, window, type Tab } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext } from '../base/contextKeys';
import { viewType } from '../base/names';

/**
 * Completes a walkthrough step when its task is done, not when its button is clicked. What is true
 * before the editor first reads the steps completes none of them, then or later: so the manifest has
 * each condition also as ones that come true once its page is open, or left.
 */
export class WalkthroughSteps extends DisposableOwner {
  constructor(accounts: Accounts, segments: SegmentList, history: History) {
    super();
    this.register(
      accounts.onDidChange(() => {
        if (accounts.state === 'ready' || accounts.state === 'noAccount')
          void setContext('criteoAudiences.did.signIn', true);
      }),
    );
    this.register(
      segments.onDidCreate(() => void setContext('criteoAudiences.did.createSegment', true)),
    );
    this.register(
      history.onDidChange(({ kind }) => {
        if (kind === 'upload') void setContext('criteoAudiences.did.upload', true);
      }),
    );
    // Not a reading: sizes are also read in the background.
    const follow = (opened: readonly Tab[]): void => {
      if (opened.some(isSegmentPage)) void setContext('criteoAudiences.did.openSegment', true);
    };
    this.register(window.tabGroups.onDidChangeTabs(({ opened }) => follow(opened)));
    // Those of before a reload.
    for (const { tabs } of window.tabGroups.all) follow(tabs);
  }
}

/** The editor puts a prefix before the view type. */
function isSegmentPage({ input }: Tab): boolean {
  return input instanceof TabInputWebview && input.viewType.endsWith(viewType('segment'));
}
