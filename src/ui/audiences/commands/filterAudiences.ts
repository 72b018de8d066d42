import { t } from '@vscode/l10n';
import { commands as editor } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { AudienceList } from '../../../app/audiences/audienceList';
import {
  arrangeAudiences,
  AUDIENCE_SORTS,
  NO_AUDIENCE_FILTER,
  type AudienceSort,
  type AudienceViewFilter,
} from '../../../app/audiences/audienceView';
import type { Commands } from '../../base/command';
import { pickValue } from '../../base/pickOne';
import type { SegmentsView } from '../../segments/registerSegments';
import { filterBox } from '../../views/filterBox';
import { knowledgeOf } from '../arrangedAudiences';
import type { AudienceViewState } from '../audienceViewState';
import type { RuleSegments } from '../ruleSegments';

/** Counts over all accounts shown. */
interface FilterResult {
  matches: number;
  loaded: number;
}

/** Commands that show the view, filter and sort it. */
export function registerFilterAudiences({
  commands,
  accounts,
  audiences,
  viewState,
  segments,
  segmentsView,
}: {
  commands: Commands;
  accounts: Accounts;
  audiences: AudienceList;
  viewState: AudienceViewState;
  segments: RuleSegments;
  segmentsView: Pick<SegmentsView, 'chosen'>;
}): void {
  const countMatches = (): FilterResult => {
    const result = { matches: 0, loaded: 0 };
    for (const account of accounts.shown()) {
      const { items } = audiences.state(account);
      const { filter } = viewState.view;
      result.loaded += items.length;
      result.matches += arrangeAudiences(
        items,
        { filter, sort: 'none' },
        knowledgeOf(account, { accounts, segments }),
      ).matches;
    }
    return result;
  };
  const filterBy = async (filter: AudienceViewFilter): Promise<FilterResult> => {
    await accounts.require();
    viewState.setFilter(filter);
    for (const account of accounts.shown()) {
      const all = await audiences.all(account);
      // The text also looks at names of segments.
      if (filter.text.trim() !== '') await segments.lookUpIn(account, all);
    }
    return countMatches();
  };
  const show = async (): Promise<void> => {
    await editor.executeCommand('criteoAudiences.audiences.focus');
  };
  const parseFilter =
    (operation: string) =>
    ([raw]: readonly unknown[]): (AudienceViewFilter & { accountId?: string }) | undefined => {
      const args = Arguments.of(raw, operation);
      return (
        args && {
          text: args.optionalText('text') ?? '',
          segmentIds: args.optionalTexts('segmentIds') ?? [],
          accountId: args.optionalId('accountId'),
        }
      );
    };

  commands.add<AudienceViewFilter & { accountId?: string }, FilterResult>({
    id: 'criteoAudiences.showAudiences',
    parse: parseFilter('showAudiences'),
    async run({ segmentIds, accountId }) {
      await accounts.require(accountId);
      await show();
      return filterBy({ ...NO_AUDIENCE_FILTER, segmentIds });
    },
    async prompt(...args) {
      // From the Command Palette, the whole view.
      const chosen = args[0] === undefined ? [] : segmentsView.chosen(args);
      await accounts.require();
      if (chosen.length > 0)
        viewState.setFilter({
          ...NO_AUDIENCE_FILTER,
          segmentIds: [...new Set(chosen.map(({ segment }) => segment.id))],
        });
      await show();
    },
  });

  commands.add<AudienceViewFilter, FilterResult>({
    id: 'criteoAudiences.filterAudiences',
    parse: parseFilter('filterAudiences'),
    run: ({ text, segmentIds }) => filterBy({ text, segmentIds }),
    async prompt() {
      await accounts.require();
      // It is collapsed at first.
      await show();
      const previous = viewState.view.filter;
      await filterBox({
        title: t('Filter Audiences'),
        prompt: t(
          'Words in the name, description, retailer, channel, ID or segments, in any order. Press Enter to keep the filter, or Escape to restore the previous one.',
        ),
        value: previous.text,
        change: (text) => viewState.setFilter({ ...viewState.view.filter, text }),
        clear: () => viewState.setFilter(NO_AUDIENCE_FILTER),
        restore: () => viewState.setFilter(previous),
      });
      return countMatches();
    },
  });

  commands.add<never, void>({
    id: 'criteoAudiences.clearAudienceFilter',
    prompt: async () => viewState.setFilter(NO_AUDIENCE_FILTER),
  });

  commands.add<{ by: AudienceSort }, void>({
    id: 'criteoAudiences.sortAudiences',
    parse([raw]) {
      const args = Arguments.of(raw, 'sortAudiences');
      return args && { by: args.oneOf('by', AUDIENCE_SORTS) };
    },
    run: ({ by }) => viewState.setSort(by),
    async prompt() {
      const labels: Record<AudienceSort, string> = {
        name: t('Name'),
        updated: t('Last changed, newest first'),
        none: t('API order'),
      };
      await viewState.setSort(
        await pickValue(t('Sort Audiences By'), AUDIENCE_SORTS, labels, viewState.view.sort),
      );
    },
  });
}
