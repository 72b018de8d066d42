import { t } from '@vscode/l10n';
import {
  QuickPickItemKind,
  ThemeIcon,
  window,
  type QuickInputButton,
  type QuickPickItem,
} from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { byName } from '../../app/lists/itemOrder';
import {
  accessOf,
  accountKind,
  iconOf,
  kindLabel,
  nameOf,
  retailerOf,
} from '../../app/segments/labels';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { SegmentList } from '../../app/segments/segmentList';
import { deferred } from '../../common/deferred';
import { Cancelled, Failure } from '../../common/failure';
import { Later } from '../../common/later';
import { OutsideText, plainText } from '../../common/outsideText';
import { present } from '../../common/records';
import { actionsFor } from '../base/failureActions';
import type { SegmentNode } from './segmentNode';
import { tickedWithAll } from './tickedWithAll';
import { idOf } from './treeItems';

export interface PickOptions {
  title: string;
  /** `writable`: identifiers can be changed from here. `contactList`: not an Events segment. */
  only?: 'writable' | 'contactList';
  /** Default: all of those. */
  fits?: (node: SegmentNode) => boolean;
  /** Shown while the box is empty. */
  placeholder?: string;
  /** Segments of these identifier types, and then of this retailer, come first. */
  likely?: { types: readonly string[]; retailerId?: string };
  /** Describes each with account, retailer and type, to search by; default: where they differ. */
  describesAll?: boolean;
  /** The last known size of a segment, to be shown first; empty if there is none. */
  sizeOf?: (node: SegmentNode) => string;
  /** Buttons of each row. */
  buttons?: readonly SegmentButton[];
  /** Offers to create a segment: `pickSegment` then resolves with `create`. */
  offersCreation?: boolean;
  /** In a picker of several: labels the entry for all of them, once all are loaded. */
  all?: (n: number) => string;
}

/** A button of a segment's row in the picker. */
export interface SegmentButton extends QuickInputButton {
  /** Default: every segment has it. */
  fits?(segment: Segment): boolean;
  /** The picker stays open, unless this closes it: `pickSegment` then throws `Cancelled`. */
  press(node: SegmentNode, close: () => void): void;
}

/** Chosen instead of a segment. */
export const CREATE = 'create';

interface SegmentItem extends QuickPickItem {
  node: SegmentNode;
}

/** The entry that loads what couldn't be loaded. */
interface AgainItem extends QuickPickItem {
  again: true;
}

interface Services {
  accounts: Pick<Accounts, 'retailerName'>;
  list: SegmentList;
  recent: RecentSegments;
}

/** Minimum milliseconds between repaints: each one moves up to ten thousand rows. */
const PAINT_INTERVAL = 300;

/**
 * Lets the user pick a segment of these accounts: recently used ones first, filtered by name and ID
 * while typing, the rest loading in the background. What can't be loaded is said in an entry that tries
 * again. Resolves with `CREATE` only if `offersCreation`. Throws `Cancelled` on Escape, or the error
 * where no segment could be loaded and something else than another try helps, such as signing in.
 */
export async function pickSegment(
  accounts: readonly AccountHandle[],
  services: Services,
  options: PickOptions,
): Promise<SegmentNode | typeof CREATE> {
  const [item] = await new SegmentPicker(accounts, services, options, false).show();
  return isSegmentItem(item) ? item.node : CREATE;
}

/** The same for any number of segments, none included. */
export async function pickSegments(
  accounts: readonly AccountHandle[],
  services: Services,
  options: PickOptions,
): Promise<SegmentNode[]> {
  const items = await new SegmentPicker(accounts, services, options, true).show();
  return items.filter(isSegmentItem).map(({ node }) => node);
}

/** A picker that is open, and repainted while the rest of the segments loads. */
class SegmentPicker {
  private readonly pick = window.createQuickPick<SegmentItem | QuickPickItem>();
  private readonly closing = new AbortController();
  private readonly painting = new Later('after', PAINT_INTERVAL, () => this.paint());
  private readonly picked = deferred<readonly QuickPickItem[]>();
  /** The entry for all segments. */
  private all: QuickPickItem | undefined;
  /** Undefined while it loads, and if all is loaded. */
  private again: AgainItem | undefined;
  private ticked: readonly QuickPickItem[] = [];

  constructor(
    private readonly accounts: readonly AccountHandle[],
    private readonly services: Services,
    private readonly options: PickOptions,
    canSelectMany: boolean,
  ) {
    const { pick } = this;
    pick.title = options.title;
    pick.placeholder = options.placeholder ?? t('Type part of the name, or an ID');
    pick.canSelectMany = canSelectMany;
    pick.matchOnDescription = true;
    pick.ignoreFocusOut = true;
    pick.keepScrollPosition = true;
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (isSegmentItem(item)) (button as SegmentButton).press(item.node, () => pick.hide());
    });
    if (canSelectMany)
      pick.onDidChangeSelection((now) => {
        if (now.some(isAgainItem)) return this.loadAgain();
        const next = tickedWithAll(this.all, pick.items.filter(isSegmentItem), this.ticked, now);
        if (next === now) this.ticked = now;
        else this.tick(next);
      });
  }

  /** Resolves with the items that were picked: of one, at least one. Rejects as `pickSegment`. */
  show(): Promise<readonly QuickPickItem[]> {
    const { pick, picked, closing } = this;
    const watching = this.services.list.onDidChange(() => this.painting.call());
    pick.onDidAccept(() => {
      const { selectedItems, activeItems } = pick;
      const chosen = selectedItems.length > 0 ? selectedItems : activeItems;
      if (chosen.some(isAgainItem)) return this.loadAgain();
      // Enter closes nothing as long as nothing is chosen.
      if (selectedItems.length === 0) return;
      picked.resolve(selectedItems);
      pick.hide();
    });
    pick.onDidHide(() => {
      picked.reject(new Cancelled());
      closing.abort();
      watching.dispose();
      this.painting.dispose();
      pick.dispose();
    });
    pick.busy = true;
    pick.show();
    this.load();
    return picked.promise;
  }

  /** Not twice where the entry is chosen twice, before the editor knows that it is gone. */
  private loadAgain(): void {
    if (this.again) this.load();
  }

  private load(): void {
    this.again = undefined;
    this.pick.busy = true;
    this.paint();
    this.loadRest().catch((error: unknown) => {
      this.picked.reject(error);
      this.pick.hide();
    });
  }

  /** Rejects where no segment could be loaded, and another try is no way on. */
  private async loadRest(): Promise<void> {
    const { accounts, pick } = this;
    const { signal } = this.closing;
    const results = await Promise.allSettled(
      accounts.map((account) => this.services.list.loadAll(account, { signal })),
    );
    if (signal.aborted) return;
    pick.busy = false;
    const failed = results.find((result) => result.status === 'rejected');
    this.again = failed && againItem(failed.reason);
    this.paint();
    if (pick.items.some(isSegmentItem)) return;
    if (failed && !helpsAgain(failed.reason)) throw failed.reason;
    if (!failed) pick.placeholder = t('No matching segments');
  }

  private paint(): void {
    this.painting.cancel();
    const { accounts, services, options, pick } = this;
    const active = pick.activeItems[0];
    const items = itemsOf(accounts, services, options);
    const segments = items.filter(isSegmentItem);
    const isComplete = accounts.every((account) => services.list.complete(account));
    this.all =
      options.all && isComplete && segments.length > 1
        ? { label: options.all(segments.length) }
        : undefined;
    pick.items = present([this.again, this.all, ...items]);
    const byId = new Map(segments.map((item) => [idOf(item.node), item]));
    const again = (item: QuickPickItem | undefined): SegmentItem | undefined =>
      item && isSegmentItem(item) ? byId.get(idOf(item.node)) : undefined;
    if (pick.canSelectMany) this.tick(this.ticked.flatMap((item) => again(item) ?? []));
    // Enter takes a segment, even where creating one is offered first.
    const next = again(active) ?? this.all ?? segments.at(0) ?? this.again;
    if (next) pick.activeItems = [next];
  }

  private tick(items: readonly QuickPickItem[]): void {
    this.ticked = items;
    this.pick.selectedItems = items;
  }
}

/** Loads again what couldn't be loaded, and says why it couldn't. */
function againItem(error: unknown): AgainItem {
  return {
    again: true,
    label: t('Try Again'),
    detail:
      error instanceof Failure
        ? plainText(error.message)
        : t('Couldn’t load the remaining segments'),
    iconPath: new ThemeIcon('refresh'),
    alwaysShow: true,
  };
}

function isAgainItem(item: QuickPickItem): item is AgainItem {
  return 'again' in item;
}

/** Whether there is nothing better to do about an error. */
function helpsAgain(error: unknown): boolean {
  return error instanceof Failure && actionsFor(error).length === 0;
}

/** Creation first, then recently used segments, likely ones, and the others by name. */
function itemsOf(
  accounts: readonly AccountHandle[],
  { accounts: names, list, recent }: Services,
  options: PickOptions,
): (SegmentItem | QuickPickItem)[] {
  const nodes = accounts
    .flatMap((account) =>
      list
        .state(account)
        .segments.map((segment): SegmentNode => ({ kind: 'segment', account, segment }))
        .filter((node) => matches(node, options)),
    )
    .sort((a, b) => byName(a.segment, b.segment));
  const groups: Record<'recent' | 'likely' | 'others', SegmentNode[]> = {
    recent: [],
    likely: [],
    others: [],
  };
  const rank = recent.rank();
  const order = ({ account, segment }: SegmentNode): number | undefined =>
    rank(account.key, segment.id);
  for (const node of nodes) {
    const isLikely = likelihood(node.segment, options) > 0;
    if (order(node) !== undefined && (isLikely || !options.likely)) groups.recent.push(node);
    else groups[isLikely ? 'likely' : 'others'].push(node);
  }
  groups.recent.sort((a, b) => (order(a) ?? 0) - (order(b) ?? 0));
  groups.likely.sort((a, b) => likelihood(b.segment, options) - likelihood(a.segment, options));
  const describe = describerOf(nodes, names, options);
  const section = (label: string, members: readonly SegmentNode[]): QuickPickItem[] =>
    members.length === 0
      ? []
      : [{ label, kind: QuickPickItemKind.Separator }, ...members.map(describe)];
  const creation = options.offersCreation
    ? [{ label: t('Create New Segment…'), iconPath: new ThemeIcon('add') }]
    : [];
  if (groups.recent.length + groups.likely.length === 0 && !options.offersCreation)
    return groups.others.map(describe);
  return [
    ...creation,
    ...section(t('recently used'), groups.recent),
    ...section(t('for the identifiers in this file'), groups.likely),
    ...section(options.likely ? t('other segments') : t('all segments'), groups.others),
  ];
}

/** How likely a segment is meant: 0 if nothing speaks for it. */
function likelihood({ contactList, retailerId }: Segment, { likely }: PickOptions): number {
  const type = contactList?.identifierType?.toLowerCase();
  if (!likely?.types.some((one) => one.toLowerCase() === type)) return 0;
  return retailerId !== undefined && retailerId === likely.retailerId ? 2 : 1;
}

/** Makes items. What is the same for all of them is left out, unless `describesAll`. */
function describerOf(
  nodes: readonly SegmentNode[],
  names: Pick<Accounts, 'retailerName'>,
  { describesAll = false, sizeOf, buttons = [] }: PickOptions,
): (node: SegmentNode) => SegmentItem {
  const differ = (part: (node: SegmentNode) => unknown): boolean =>
    new Set(nodes.map(part)).size > 1;
  const accountsDiffer = differ(({ account }) => account.key);
  const retailersDiffer = describesAll || differ(({ segment }) => segment.retailerId);
  const kindsDiffer = describesAll || differ(({ segment }) => kindLabel(segment));
  return (node) => {
    const { account, segment } = node;
    const details = [
      sizeOf?.(node) ?? '',
      ...(accountsDiffer ? [account.label, accountKind(account).word] : []),
      ...(retailersDiffer
        ? [retailerOf(segment, names.retailerName(account, segment.retailerId))]
        : []),
      ...(kindsDiffer ? [kindLabel(segment)] : []),
      segment.id,
    ];
    return {
      node,
      label: `$(${iconOf(segment)}) ${nameOf(segment).forPrompt()}`,
      description: OutsideText.join(details, ' · ').forPrompt(),
      buttons: buttons.filter(({ fits }) => fits?.(segment) ?? true),
    };
  };
}

function matches(node: SegmentNode, { only, fits }: PickOptions): boolean {
  const { segment } = node;
  if (only === 'writable' && accessOf(segment) !== 'writable') return false;
  if (only === 'contactList' && !segment.contactList) return false;
  return fits?.(node) ?? true;
}

function isSegmentItem(item: QuickPickItem): item is SegmentItem {
  return 'node' in item;
}
