import { t } from '@vscode/l10n';
import { commands as editor } from 'vscode';
import type { Arguments } from '../../../app/arguments';
import { audienceMatcher } from '../../../app/audiences/arrangeAudiences';
import { NO_AUDIENCE_FILTER, type AudienceViewFilter } from '../../../app/audiences/audienceView';
import type { FilterResult } from '../../../app/lists/arrangeItems';
import type { CommandDefinition } from '../../base/command';
import { filterBox } from '../../views/filterBox';
import { arrangeByCommand, countMatches, readAccount } from '../../views/viewCommands';
import { knowledgeOf } from '../arrangedAudiences';
import type { AudienceServices } from '../audienceServices';

type FilterArguments = AudienceViewFilter & { accountId?: string };

/** Commands that show the view, filter and sort it. */
export function registerFilterAudiences(services: AudienceServices): void {
  const { commands, viewState } = services;
  commands.add(showAudiences(services));
  commands.add(filterAudiences(services));
  commands.add<never, void>({
    id: 'criteoAudiences.clearAudienceFilter',
    prompt: async () => viewState.setFilter(NO_AUDIENCE_FILTER),
  });
  commands.add(
    arrangeByCommand({
      id: 'criteoAudiences.sortAudiences',
      title: t('Sort Audiences By'),
      labels: {
        name: t('Name'),
        updated: t('Last changed, newest first'),
        none: t('API order'),
      },
      current: () => viewState.view.sort,
      set: (sort) => viewState.setSort(sort),
    }),
  );
}

function showAudiences(
  services: AudienceServices,
): CommandDefinition<FilterArguments, FilterResult> {
  const { accounts, viewState, segmentsView } = services;
  return {
    id: 'criteoAudiences.showAudiences',
    read: readFilter,
    async run({ segmentIds, accountId }) {
      await accounts.require(accountId);
      await showView();
      return setFilter(services, { ...NO_AUDIENCE_FILTER, segmentIds });
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
      await showView();
    },
  };
}

function filterAudiences(
  services: AudienceServices,
): CommandDefinition<FilterArguments, FilterResult> {
  return {
    id: 'criteoAudiences.filterAudiences',
    read: readFilter,
    run: ({ text, segmentIds }) => setFilter(services, { text, segmentIds }),
    async prompt() {
      await services.accounts.require();
      // It is collapsed at first.
      await showView();
      await filterBox(services.viewState, NO_AUDIENCE_FILTER, {
        title: t('Filter Audiences'),
        prompt: t(
          'Words in the name, description, retailer, channel, ID or segments, in any order. Press Enter to keep the filter, or Escape to restore the previous one.',
        ),
      });
      return countAudiences(services);
    },
  };
}

function readFilter(args: Arguments): FilterArguments {
  return {
    text: args.optionalText('text') ?? '',
    segmentIds: args.optionalTexts('segmentIds') ?? [],
    ...readAccount(args),
  };
}

async function showView(): Promise<void> {
  await editor.executeCommand('criteoAudiences.audiences.focus');
}

async function setFilter(
  services: AudienceServices,
  filter: AudienceViewFilter,
): Promise<FilterResult> {
  const { accounts, list: audiences, segments, viewState } = services;
  await accounts.require();
  viewState.setFilter(filter);
  for (const account of accounts.shown()) {
    const all = await audiences.all(account);
    // The text also looks at names of segments.
    if (filter.text.trim() !== '') await segments.lookUpIn(account, all);
  }
  return countAudiences(services);
}

function countAudiences(services: AudienceServices): FilterResult {
  const { accounts, list: audiences, viewState } = services;
  return countMatches(accounts, audiences, (account) =>
    audienceMatcher(viewState.view.filter, knowledgeOf(account, services)),
  );
}
