import { t } from '@vscode/l10n';
import {
  QuickPickItemKind,
  ThemeIcon,
  window,
  type LogOutputChannel,
  type QuickInputButton,
  type QuickPickItem,
} from 'vscode';
import type { Segment } from '../../../api/apiTypes';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { segmentsUsedIn, type AudienceList } from '../../../app/audiences/audienceList';
import {
  GROUPS,
  idsIn,
  matcher,
  NO_FILTER,
  SORTS,
  type Filter,
  type Group,
  type Sort,
} from '../../../app/segments/filter';
import { typeLabel } from '../../../app/segments/labels';
import type { PagedSegmentList } from '../../../app/segments/segmentList';
import { orCancel } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { Commands } from '../../base/command';
import { pickValue } from '../../base/pickOne';
import { filterBox } from '../../views/filterBox';
import type { SegmentViewState } from '../viewState';
import { loadAllWithProgress, loadWithProgress } from './load';

/** Delay after the last key stroke before typed IDs are looked up in the API, in milliseconds. */
const LOOKUP_DELAY = 400;

/** Counts over all accounts shown. */
interface FilterResult {
  matches: number;
  loaded: number;
}

/** Commands that filter, group and sort the view. */
export function registerFilter({
  commands,
  viewState,
  accounts,
  list,
  audiences,
  log,
}: {
  commands: Commands;
  viewState: SegmentViewState;
  accounts: Accounts;
  list: PagedSegmentList;
  audiences: AudienceList;
  log: LogOutputChannel;
}): void {
  const countMatches = (): FilterResult => {
    const result = { matches: 0, loaded: 0 };
    for (const account of accounts.shown()) {
      const { segments } = list.state(account);
      const use = viewState.use(account);
      const isMatch = matcher(viewState.view.filter, {
        retailerName: (retailerId) => accounts.retailerName(account, retailerId),
        used: typeof use === 'string' ? undefined : segmentsUsedIn(use),
      });
      result.matches += segments.filter(isMatch).length;
      result.loaded += segments.length;
    }
    return result;
  };

  /** Before the filter is set, so that a failure leaves the view as it is. */
  const loadAudiences = async (): Promise<void> => {
    for (const account of accounts.shown()) await audiences.all(account);
  };

  commands.add<Filter, FilterResult>({
    id: 'criteoAudiences.filterSegments',
    parse([raw]) {
      const args = Arguments.of(raw, 'filterSegments');
      return (
        args && {
          text: args.optionalText('text') ?? '',
          types: args.optionalTexts('types') ?? [],
          retailerIds: args.optionalTexts('retailerIds') ?? [],
          identifierTypes: args.optionalTexts('identifierTypes') ?? [],
          unused: args.optionalFlag('unused') ?? false,
        }
      );
    },
    async run(filter) {
      if (filter.unused) {
        await accounts.require();
        await loadAudiences();
      }
      viewState.setFilter(filter);
      await accounts.require();
      for (const account of accounts.shown()) await list.loadAll(account);
      return countMatches();
    },
    async prompt() {
      await accounts.require();
      await promptFilter(viewState, accounts, list, audiences, log);
      return countMatches();
    },
  });

  commands.add<never, FilterResult>({
    id: 'criteoAudiences.filterBy',
    async prompt() {
      await accounts.require();
      await promptFacets(viewState, accounts, list, audiences);
      return countMatches();
    },
  });

  commands.add<never, void>({
    id: 'criteoAudiences.clearFilter',
    prompt: async () => viewState.setFilter(NO_FILTER),
  });

  commands.add<{ by: Group }, void>({
    id: 'criteoAudiences.groupBy',
    parse: ([raw]) => {
      const args = Arguments.of(raw, 'groupBy');
      return args && { by: args.oneOf('by', GROUPS) };
    },
    run: ({ by }) => viewState.setGroup(by),
    async prompt() {
      const labels: Record<Group, string> = {
        none: t('None'),
        retailer: t('Retailer'),
        type: t('Type'),
      };
      const group = await pickValue(t('Group Segments By'), GROUPS, labels, viewState.view.group);
      await viewState.setGroup(group);
    },
  });

  commands.add<{ by: Sort }, void>({
    id: 'criteoAudiences.sortBy',
    parse: ([raw]) => {
      const args = Arguments.of(raw, 'sortBy');
      return args && { by: args.oneOf('by', SORTS) };
    },
    run: ({ by }) => viewState.setSort(by),
    async prompt() {
      const labels: Record<Sort, string> = {
        name: t('Name'),
        size: t('Size, largest first'),
        none: t('API order'),
        updated: t('Last changed, newest first'),
      };
      const sort = await pickValue(t('Sort Segments By'), SORTS, labels, viewState.view.sort);
      await viewState.setSort(sort);
    },
  });
}

/** Filters the tree as the user types. Enter keeps the filter, Escape restores the old one. */
async function promptFilter(
  viewState: SegmentViewState,
  accounts: Accounts,
  list: PagedSegmentList,
  audiences: AudienceList,
  log: LogOutputChannel,
): Promise<void> {
  const previous = viewState.view.filter;
  const facetsButton: QuickInputButton = {
    iconPath: new ThemeIcon('list-filter'),
    tooltip: t('Filter by type, retailer, identifier type or use…'),
  };
  let timer: NodeJS.Timeout | undefined;
  const ended = await filterBox({
    title: t('Filter Segments'),
    prompt: t(
      'Words in the name, retailer, type, channel, ID or description, in any order, or several IDs. Press Enter to keep the filter, or Escape to restore the previous one.',
    ),
    value: previous.text,
    button: facetsButton,
    change(text) {
      viewState.setFilter({ ...viewState.view.filter, text });
      clearTimeout(timer);
      timer = setTimeout(() => void lookUpIds(accounts, list, log, text), LOOKUP_DELAY);
    },
    clear: () => viewState.setFilter(NO_FILTER),
    restore: () => viewState.setFilter(previous),
  }).finally(() => clearTimeout(timer));
  if (ended === 'button') await promptFacets(viewState, accounts, list, audiences);
}

type FacetItem = QuickPickItem & {
  facet?: 'types' | 'retailerIds' | 'identifierTypes';
  value?: string;
  isUnused?: boolean;
};

/**
 * Offers the types, identifier types and retailers of all segments, loading the rest first, and those
 * that no audience uses, for which all audiences are loaded before the filter is set.
 */
async function promptFacets(
  viewState: SegmentViewState,
  accounts: Accounts,
  list: PagedSegmentList,
  audiences: AudienceList,
): Promise<void> {
  for (const account of accounts.shown())
    if (!list.complete(account)) await loadAllWithProgress(list, account);
  const { filter } = viewState.view;
  const loaded = loadedSegments(accounts, list);
  const retailerName = (id: string): OutsideText | undefined => {
    for (const account of accounts.shown()) {
      const name = accounts.retailerName(account, id);
      if (name) return name;
    }
    return undefined;
  };
  const items = (
    facet: NonNullable<FacetItem['facet']>,
    title: string,
    valueOf: (segment: Segment) => string | undefined,
    labelOf: (value: string) => OutsideText | string,
  ): FacetItem[] => {
    const values = [...new Set(loaded.flatMap((segment) => valueOf(segment) ?? []))];
    const rows = values.map((value): FacetItem => {
      const label = OutsideText.join([labelOf(value)], '').forPrompt();
      return {
        facet,
        value,
        label,
        description: label === value ? title : `${title} · ${value}`,
        picked: filter[facet].includes(value),
      };
    });
    return [
      { label: title, kind: QuickPickItemKind.Separator },
      ...rows.sort((a, b) => a.label.localeCompare(b.label)),
    ];
  };
  const rows: FacetItem[] = [
    ...items('types', t('Type'), (segment) => segment.type, typeLabel),
    ...items(
      'identifierTypes',
      t('Identifier type'),
      (segment) => segment.contactList?.identifierType,
      identifierTypeLabel,
    ),
    ...items(
      'retailerIds',
      t('Retailer'),
      (segment) => segment.retailerId,
      (id) => retailerName(id) ?? id,
    ),
    { label: t('Audiences'), kind: QuickPickItemKind.Separator },
    { label: t('Used by no audience'), isUnused: true, picked: filter.unused },
  ];
  const picked = orCancel(
    await window.showQuickPick(rows, {
      title: t('Show only…'),
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    }),
  );
  const of = (facet: FacetItem['facet']): string[] =>
    picked.flatMap((item) =>
      item.facet === facet && item.value !== undefined ? [item.value] : [],
    );
  const unused = picked.some(({ isUnused }) => isUnused);
  if (unused)
    for (const account of accounts.shown())
      await loadWithProgress(t('Loading all audiences…'), (options) =>
        audiences.all(account, options),
      );
  viewState.setFilter({
    ...filter,
    unused,
    types: of('types'),
    retailerIds: of('retailerIds'),
    identifierTypes: of('identifierTypes'),
  });
}

/** Finds IDs that are not loaded yet with one request per account, whatever page they are on. */
async function lookUpIds(
  accounts: Accounts,
  list: PagedSegmentList,
  log: LogOutputChannel,
  text: string,
): Promise<void> {
  const ids = idsIn(text);
  for (const account of accounts.shown()) {
    const unknown = ids.filter((id) => !list.find(account, id));
    if (unknown.length === 0 || list.complete(account)) continue;
    try {
      await list.search(account, { segmentIds: unknown });
    } catch {
      // Loading the rest fails too, and reports it.
      log.debug('filter: ids could not be looked up');
    }
  }
}

function loadedSegments(accounts: Accounts, list: PagedSegmentList): readonly Segment[] {
  return accounts.shown().flatMap((account) => list.state(account).segments);
}
