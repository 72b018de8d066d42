import { t } from '@vscode/l10n';
import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { accessOf, iconOf, kindLabel, nameOf, retailerOf } from '../../app/segments/labels';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { Cancelled } from '../../common/failure';
import { OutsideText, plainText } from '../../common/outsideText';
import type { SegmentNode } from './segmentNode';

export interface PickOptions {
  title: string;
  /** `writable`: identifiers can be changed from here. `contactList`: not an Events segment. */
  only?: 'writable' | 'contactList';
  /** Only segments of this identifier type; case is ignored. */
  identifierType?: string;
  /** Shown while the box is empty. */
  placeholder?: string;
}

interface SegmentItem extends QuickPickItem {
  node: SegmentNode;
}

/** Minimum milliseconds between repaints: each one moves up to ten thousand rows. */
const PAINT_INTERVAL = 300;

/**
 * Lets the user pick a segment of these accounts: recently used ones first, filtered by name and ID
 * while typing, the rest loading in the background. Throws `Cancelled` on Escape, or the API's
 * error where no segment could be loaded.
 */
export async function pickSegment(
  accounts: readonly AccountHandle[],
  {
    accounts: names,
    list,
    recent,
  }: {
    accounts: Pick<Accounts, 'retailerName'>;
    list: PagedSegmentList;
    recent: RecentSegments;
  },
  options: PickOptions,
): Promise<SegmentNode> {
  return new Promise<SegmentNode>((resolve, reject) => {
    const pick = window.createQuickPick<SegmentItem | QuickPickItem>();
    pick.title = options.title;
    pick.placeholder = options.placeholder ?? t('Type part of the name, or an ID');
    pick.matchOnDescription = true;
    pick.ignoreFocusOut = true;
    pick.keepScrollPosition = true;
    const closing = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const paint = (): void => {
      clearTimeout(timer);
      timer = undefined;
      const active = pick.activeItems[0];
      pick.items = itemsOf(accounts, names, list, recent, options);
      const same =
        active &&
        isSegmentItem(active) &&
        pick.items.find((item) => isSegmentItem(item) && sameSegment(item.node, active.node));
      if (same) pick.activeItems = [same];
    };
    const watching = list.onDidChange(() => (timer ??= setTimeout(paint, PAINT_INTERVAL)));
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item || !isSegmentItem(item)) return;
      resolve(item.node);
      pick.hide();
    });
    pick.onDidHide(() => {
      reject(new Cancelled());
      closing.abort();
      watching.dispose();
      clearTimeout(timer);
      pick.dispose();
    });
    pick.busy = true;
    pick.show();
    paint();
    void Promise.allSettled(
      accounts.map((account) => list.loadAll(account, { signal: closing.signal })),
    ).then((results) => {
      if (closing.signal.aborted) return;
      pick.busy = false;
      paint();
      const failed = results.find((result) => result.status === 'rejected');
      if (!failed) {
        if (!pick.items.some(isSegmentItem)) pick.placeholder = t('No matching segments');
      } else if (pick.items.some(isSegmentItem)) {
        pick.placeholder =
          failed.reason instanceof ApiError
            ? plainText(failed.reason.message)
            : t('Couldn’t load the remaining segments');
      } else {
        reject(failed.reason);
        pick.hide();
      }
    });
  });
}

function itemsOf(
  accounts: readonly AccountHandle[],
  names: Pick<Accounts, 'retailerName'>,
  list: PagedSegmentList,
  recent: RecentSegments,
  options: PickOptions,
): (SegmentItem | QuickPickItem)[] {
  const recentItems: SegmentItem[] = [];
  const others: SegmentItem[] = [];
  for (const account of accounts) {
    const order = new Map(recent.of(account.key).map((id, index) => [id, index]));
    const ofAccount: SegmentItem[] = [];
    for (const segment of list.state(account).segments) {
      if (!matches(segment, options)) continue;
      const item = itemOf(
        { kind: 'segment', account, segment },
        names.retailerName(account, segment.retailerId),
      );
      if (order.has(segment.id)) ofAccount.push(item);
      else others.push(item);
    }
    recentItems.push(
      ...ofAccount.sort(
        (a, b) => (order.get(a.node.segment.id) ?? 0) - (order.get(b.node.segment.id) ?? 0),
      ),
    );
  }
  if (recentItems.length === 0) return others;
  const separator = (label: string): QuickPickItem => ({
    label,
    kind: QuickPickItemKind.Separator,
  });
  return [
    separator(t('recently used')),
    ...recentItems,
    ...(others.length > 0 ? [separator(t('all segments')), ...others] : []),
  ];
}

function itemOf(node: SegmentNode, retailer: OutsideText | undefined): SegmentItem {
  const { account, segment } = node;
  const details = [
    account.label,
    account.sandbox ? t('local sandbox') : '',
    retailerOf(segment, retailer),
    kindLabel(segment),
    segment.id,
  ];
  return {
    node,
    label: `$(${iconOf(segment)}) ${nameOf(segment).forPrompt()}`,
    description: OutsideText.join(details, ' · ').forPrompt(),
  };
}

function matches(segment: Segment, { only, identifierType }: PickOptions): boolean {
  if (only === 'writable' && accessOf(segment) !== 'writable') return false;
  if (only === 'contactList' && !segment.contactList) return false;
  return (
    identifierType === undefined ||
    segment.contactList?.identifierType?.toLowerCase() === identifierType.toLowerCase()
  );
}

function isSegmentItem(item: QuickPickItem): item is SegmentItem {
  return 'node' in item;
}

function sameSegment(a: SegmentNode, b: SegmentNode): boolean {
  return a.account.key === b.account.key && a.segment.id === b.segment.id;
}
