import { t } from '@vscode/l10n';
import { QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import type { Segment } from '../../../api/apiTypes';
import type { Accounts } from '../../../app/accounts/account';
import type { FilterResult } from '../../../app/lists/arrangeItems';
import {
  CONDITIONS,
  conditionsOf,
  needsAudiences,
  NO_FILTER,
  type Condition,
  type Filter,
} from '../../../app/segments/filter';
import { idsIn, matcher } from '../../../app/segments/filtering/arrangeSegments';
import { countUnknownSizes, meetsConditions } from '../../../app/segments/filtering/conditions';
import { typeLabel } from '../../../app/segments/labels';
import { CONDITION_TEXTS, unknownSizesNote } from '../../../app/segments/listTexts';
import { orCancel } from '../../../common/failure';
import { Later } from '../../../common/later';
import { OutsideText } from '../../../common/outsideText';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { CommandDefinition } from '../../base/command';
import { filterBox } from '../../views/filterBox';
import { arrangeByCommand, countMatches } from '../../views/viewCommands';
import type { SegmentServices } from '../segmentServices';
import { loadAllWithProgress, loadWithProgress } from './load';

/** Delay after the last key stroke before typed IDs are looked up in the API, in milliseconds. */
const LOOKUP_DELAY = 400;

/** Commands that filter, group and sort the view. */
export function registerFilter(services: SegmentServices): void {
  const { commands, viewState } = services;
  commands.add(filterSegments(services));
  commands.add(filterBy(services));
  commands.add<never, void>({
    id: 'criteoAudiences.clearFilter',
    prompt: async () => viewState.setFilter(NO_FILTER),
  });
  commands.add(
    arrangeByCommand({
      id: 'criteoAudiences.groupBy',
      title: t('Group Segments By'),
      labels: { none: t('None'), retailer: t('Retailer'), type: t('Type') },
      current: () => viewState.view.group,
      set: (group) => viewState.setGroup(group),
    }),
  );
  commands.add(
    arrangeByCommand({
      id: 'criteoAudiences.sortBy',
      title: t('Sort Segments By'),
      labels: {
        name: t('Name'),
        size: t('Size, largest first'),
        updated: t('Last changed, newest first'),
        none: t('API order'),
      },
      current: () => viewState.view.sort,
      set: (sort) => viewState.setSort(sort),
    }),
  );
}

function filterSegments(services: SegmentServices): CommandDefinition<Filter, FilterResult> {
  const { accounts, list, audiences, readings, viewState } = services;
  return {
    id: 'criteoAudiences.filterSegments',
    read: (args) => ({
      text: args.optionalText('text') ?? '',
      types: args.optionalTexts('types') ?? [],
      retailerIds: args.optionalTexts('retailerIds') ?? [],
      identifierTypes: args.optionalTexts('identifierTypes') ?? [],
      ...conditions((condition) => args.optionalFlag(condition) ?? false),
    }),
    async run(filter) {
      if (conditionsOf(filter).length > 0) await accounts.require();
      // Before the filter is set, so that a failure leaves the view as it is.
      for (const account of accounts.shown()) {
        if (needsAudiences(filter)) await audiences.all(account);
        if (filter.empty) await readings.load(account);
      }
      viewState.setFilter(filter);
      await accounts.require();
      for (const account of accounts.shown()) await list.loadAll(account);
      return countSegments(services);
    },
    async prompt() {
      await accounts.require();
      await promptFilter(services);
      return countSegments(services);
    },
  };
}

function filterBy(services: SegmentServices): CommandDefinition<never, FilterResult> {
  return {
    id: 'criteoAudiences.filterBy',
    async prompt() {
      await services.accounts.require();
      await promptFacets(services);
      return countSegments(services);
    },
  };
}

function countSegments({ accounts, list, viewState }: SegmentServices): FilterResult {
  const { filter } = viewState.view;
  return countMatches(accounts, list, (account) =>
    matcher(filter, {
      retailerName: (retailerId) => accounts.retailerName(account, retailerId),
      meets: meetsConditions(filter, viewState.moreOf(account)),
    }),
  );
}

function conditions(holds: (condition: Condition) => boolean): Record<Condition, boolean> {
  return { unused: holds('unused'), empty: holds('empty'), keepsOut: holds('keepsOut') };
}

/** Filters the tree as the user types. */
async function promptFilter(services: SegmentServices): Promise<void> {
  let typed = '';
  const lookingUp = new Later('pause', LOOKUP_DELAY, () => lookUpIds(services, typed));
  const ended = await filterBox(services.viewState, NO_FILTER, {
    title: t('Filter Segments'),
    prompt: t(
      'Words in the name, retailer, type, channel, ID or description, in any order, or several IDs. Press Enter to keep the filter, or Escape to restore the previous one.',
    ),
    button: {
      iconPath: new ThemeIcon('list-filter'),
      tooltip: t('Filter by type, retailer, identifier type, size or use…'),
    },
    typed(text) {
      typed = text;
      lookingUp.call();
    },
  }).finally(() => lookingUp.dispose());
  if (ended === 'button') await promptFacets(services);
}

/** Values of segments that a filter chooses among. */
interface Facet {
  key: 'types' | 'identifierTypes' | 'retailerIds';
  title: string;
  valueOf(segment: Segment): string | undefined;
  labelOf(value: string): OutsideText | string;
}

interface FacetItem extends QuickPickItem {
  facet?: Facet['key'];
  value?: string;
  condition?: Condition;
}

function facetsOf(accounts: Accounts): Facet[] {
  return [
    { key: 'types', title: t('Type'), valueOf: ({ type }) => type, labelOf: typeLabel },
    {
      key: 'identifierTypes',
      title: t('Identifier type'),
      valueOf: ({ contactList }) => contactList?.identifierType,
      labelOf: identifierTypeLabel,
    },
    {
      key: 'retailerIds',
      title: t('Retailer'),
      valueOf: ({ retailerId }) => retailerId,
      labelOf: (id) =>
        accounts
          .shown()
          .map((account) => accounts.retailerName(account, id))
          .find(Boolean) ?? id,
    },
  ];
}

/** The values of a facet that the segments have, below its title. */
function facetItems(
  { key, title, valueOf, labelOf }: Facet,
  segments: readonly Segment[],
  filter: Filter,
): FacetItem[] {
  const values = [...new Set(segments.flatMap((segment) => valueOf(segment) ?? []))];
  const items = values.map((value): FacetItem => {
    const label = OutsideText.join([labelOf(value)], '').forPrompt();
    return {
      facet: key,
      value,
      label,
      description: label === value ? title : `${title} · ${value}`,
      picked: filter[key].includes(value),
    };
  });
  return [
    { label: title, kind: QuickPickItemKind.Separator },
    ...items.sort((a, b) => a.label.localeCompare(b.label)),
  ];
}

/**
 * Offers the types, identifier types and retailers of all segments, loading the rest first, and what
 * they are by their size and audiences, which are all loaded before the filter is set if it goes by them.
 */
async function promptFacets(services: SegmentServices): Promise<void> {
  const { viewState, accounts, list, audiences, readings } = services;
  let unknown = 0;
  for (const account of accounts.shown()) {
    if (!list.complete(account)) await loadAllWithProgress(list, account);
    await readings.load(account);
    unknown += countUnknownSizes(list.state(account).segments, viewState.moreOf(account));
  }
  const { filter } = viewState.view;
  const segments = accounts.shown().flatMap((account) => list.state(account).segments);
  const items: FacetItem[] = [
    ...facetsOf(accounts).flatMap((facet) => facetItems(facet, segments, filter)),
    { label: t('Size and use'), kind: QuickPickItemKind.Separator },
    ...CONDITIONS.map((condition) => ({
      label: CONDITION_TEXTS[condition].label(),
      ...(condition === 'empty' && { description: unknownSizesNote(unknown).join('') }),
      condition,
      picked: filter[condition],
    })),
  ];
  const picked = orCancel(
    await window.showQuickPick(items, {
      title: t('Show only…'),
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    }),
  );
  const wanted = conditions((condition) => picked.some((item) => item.condition === condition));
  if (needsAudiences({ ...filter, ...wanted }))
    for (const account of accounts.shown())
      await loadWithProgress(t('Loading all audiences…'), (options) =>
        audiences.all(account, options),
      );
  const valuesOf = (key: Facet['key']): string[] =>
    picked.flatMap(({ facet, value }) => (facet === key && value !== undefined ? [value] : []));
  viewState.setFilter({
    ...filter,
    ...wanted,
    types: valuesOf('types'),
    retailerIds: valuesOf('retailerIds'),
    identifierTypes: valuesOf('identifierTypes'),
  });
}

/** Finds IDs that are not loaded yet with one request per account, whatever page they are on. */
async function lookUpIds({ accounts, list, log }: SegmentServices, text: string): Promise<void> {
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
