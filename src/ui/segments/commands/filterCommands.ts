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
import { Cancelled, orCancel } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { Commands } from '../../base/command';
import type { SegmentViewState } from '../viewState';
import { loadAllWithProgress } from './load';

/** How long the typing rests before ids are looked up with the API's filter, in milliseconds. */
const LOOK_UP_AFTER = 400;

export interface FilterResult {
  matches: number;
  loaded: number;
}

/**
 * Commands that choose what the view shows: `.filterSegments`, `.filterBy`, `.clearFilter`,
 * `.groupBy`, `.sortBy`.
 */
export function registerFilter({
  commands,
  choice,
  accounts,
  list,
  log,
}: {
  commands: Commands;
  choice: SegmentViewState;
  accounts: Accounts;
  list: PagedSegmentList;
  log: LogOutputChannel;
}): void {
  const counted = (): FilterResult => {
    const segments = loadedSegments(accounts, list);
    const matches = segments.filter(matcher(choice.view.filter)).length;
    return { matches, loaded: segments.length };
  };

  commands.add<Filter, FilterResult>({
    id: 'criteoAudiences.filterSegments',
    parse([raw]) {
      const args = Arguments.of(
        raw,
        'filterSegments',
        'text',
        'types',
        'retailerIds',
        'identifierTypes',
      );
      return (
        args && {
          text: args.optionalText('text') ?? '',
          types: args.optionalTexts('types') ?? [],
          retailerIds: args.optionalTexts('retailerIds') ?? [],
          identifierTypes: args.optionalTexts('identifierTypes') ?? [],
        }
      );
    },
    async run(filter) {
      choice.setFilter(filter);
      await accounts.require();
      for (const account of accounts.shown()) await list.loadAll(account);
      return counted();
    },
    async prompt() {
      await accounts.require();
      await askFilter(choice, accounts, list, log);
      return counted();
    },
  });

  commands.add<never, FilterResult>({
    id: 'criteoAudiences.filterBy',
    async prompt() {
      await accounts.require();
      await askFacets(choice, accounts, list);
      return counted();
    },
  });

  commands.add<never, void>({
    id: 'criteoAudiences.clearFilter',
    prompt: async () => choice.setFilter(NO_FILTER),
  });

  commands.add<{ by: Group }, void>({
    id: 'criteoAudiences.groupBy',
    parse: ([raw]) => {
      const args = Arguments.of(raw, 'groupBy', 'by');
      return args && { by: args.oneOf('by', GROUPS) };
    },
    run: ({ by }) => choice.setGroup(by),
    async prompt() {
      const words: Record<Group, string> = {
        none: t('None'),
        retailer: t('Retailer'),
        type: t('Type'),
      };
      const group = await pickOne(t('Group Segments By'), GROUPS, words, choice.view.group);
      await choice.setGroup(group);
    },
  });

  commands.add<{ by: Sort }, void>({
    id: 'criteoAudiences.sortBy',
    parse: ([raw]) => {
      const args = Arguments.of(raw, 'sortBy', 'by');
      return args && { by: args.oneOf('by', SORTS) };
    },
    run: ({ by }) => choice.setSort(by),
    async prompt() {
      const words: Record<Sort, string> = {
        none: t('API order'),
        name: t('Name'),
        updated: t('Last changed, newest first'),
      };
      const sort = await pickOne(t('Sort Segments By'), SORTS, words, choice.view.sort);
      await choice.setSort(sort);
    },
  });
}

/** The tree follows each key stroke. Enter keeps the filter, Escape gives back the one before. */
async function askFilter(
  choice: SegmentViewState,
  accounts: Accounts,
  list: PagedSegmentList,
  log: LogOutputChannel,
): Promise<void> {
  const before = choice.view.filter;
  const more: QuickInputButton = {
    iconPath: new ThemeIcon('list-filter'),
    tooltip: t('Filter by type, retailer or identifier type…'),
  };
  const clear: QuickInputButton = {
    iconPath: new ThemeIcon('clear-all'),
    tooltip: t('Clear Filter'),
  };
  const wantsMore = await new Promise<boolean>((resolve, reject) => {
    const box = window.createInputBox();
    let timer: NodeJS.Timeout | undefined;
    let done: 'kept' | 'more' | undefined;
    box.title = t('Filter Segments');
    box.prompt = t(
      'Type part of a name or ID, or several IDs. Press Enter to keep the filter, or Escape to restore the previous one.',
    );
    box.value = before.text;
    box.buttons = [more, clear];
    box.ignoreFocusOut = true;
    box.onDidChangeValue((text) => {
      choice.setFilter({ ...choice.view.filter, text });
      clearTimeout(timer);
      timer = setTimeout(() => void lookUpIds(accounts, list, log, text), LOOK_UP_AFTER);
    });
    box.onDidAccept(() => {
      done = 'kept';
      box.hide();
    });
    box.onDidTriggerButton((button) => {
      if (button === clear) {
        box.value = '';
        choice.setFilter(NO_FILTER);
      } else {
        done = 'more';
        box.hide();
      }
    });
    box.onDidHide(() => {
      clearTimeout(timer);
      box.dispose();
      if (done) return resolve(done === 'more');
      choice.setFilter(before);
      return reject(new Cancelled());
    });
    box.show();
  });
  if (wantsMore) await askFacets(choice, accounts, list);
}

type FacetItem = QuickPickItem & {
  facet?: 'types' | 'retailerIds' | 'identifierTypes';
  value?: string;
};

/** By type, retailer and identifier type, out of what is loaded. */
async function askFacets(
  choice: SegmentViewState,
  accounts: Accounts,
  list: PagedSegmentList,
): Promise<void> {
  for (const account of accounts.shown())
    if (!list.complete(account)) await loadAllWithProgress(list, account);
  const { filter } = choice.view;
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
    words: (value: string) => OutsideText | string,
  ): FacetItem[] => {
    const values = [...new Set(loaded.flatMap((segment) => valueOf(segment) ?? []))];
    const rows = values.map((value): FacetItem => {
      const label = OutsideText.join([words(value)], '').forPrompt();
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
  const rows = [
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
  ];
  const chosen = orCancel(
    await window.showQuickPick(rows, {
      title: t('Show only…'),
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    }),
  );
  const of = (facet: FacetItem['facet']): string[] =>
    chosen.flatMap((item) =>
      item.facet === facet && item.value !== undefined ? [item.value] : [],
    );
  choice.setFilter({
    ...filter,
    types: of('types'),
    retailerIds: of('retailerIds'),
    identifierTypes: of('identifierTypes'),
  });
}

/** Ids that are not loaded yet are found in one call, whatever page they are on. */
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
      // The rest is loading as well, and tells of the failure.
      log.debug('filter: ids could not be looked up');
    }
  }
}

function loadedSegments(accounts: Accounts, list: PagedSegmentList): readonly Segment[] {
  return accounts.shown().flatMap((account) => list.state(account).segments);
}

async function pickOne<T extends string>(
  title: string,
  values: readonly T[],
  words: Record<T, string>,
  current: T,
): Promise<T> {
  const items = values.map((value) => ({
    value,
    label: words[value],
    description: value === current ? t('current') : undefined,
  }));
  return orCancel(await window.showQuickPick(items, { title })).value;
}
