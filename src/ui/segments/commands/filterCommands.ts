import { t } from '@vscode/l10n';
import { ThemeIcon, window } from 'vscode';
import type { FilterResult } from '../../../app/lists/arrangeItems';
import { matcher, readFilter } from '../../../app/segments/filter';
import { Cancelled } from '../../../common/failure';
import { countMatches } from '../../views/viewCommands';
import type { SegmentServices } from '../segmentServices';
import type { SegmentViewState } from '../viewState';

/** Commands that filter and group the view. */
export function registerFilter(services: SegmentServices): void {
  const { accounts, list, audiences, readings, commands, viewState } = services;
  const countSegments = (): FilterResult => {
    const filter = readFilter(viewState.view.filter);
    return countMatches(accounts, list, (account) =>
      matcher(filter, viewState.knowledgeOf(account)),
    );
  };
  commands.add<{ text: string }, FilterResult>({
    id: 'criteoAudiences.filterSegments',
    read: (args) => ({ text: args.optionalText('text') ?? '' }),
    async run({ text }) {
      await accounts.require();
      const { unused, empty } = readFilter(text);
      // Before the filter is set, so that a failure leaves the view as it is.
      for (const account of accounts.shown()) {
        if (unused) await audiences.all(account);
        if (empty) await readings.load(account);
      }
      viewState.setFilter(text);
      for (const account of accounts.shown()) await list.loadAll(account);
      return countSegments();
    },
    async prompt() {
      await accounts.require();
      await promptFilter(viewState);
      return countSegments();
    },
  });
  commands.add<never, void>({
    id: 'criteoAudiences.clearFilter',
    prompt: async () => viewState.setFilter(''),
  });
  commands.add<never, void>({
    id: 'criteoAudiences.groupByRetailer',
    prompt: () => viewState.toggleByRetailer(),
  });
}

/**
 * Filters the view as one types. Enter keeps the filter; Escape restores the one before, and throws
 * `Cancelled`.
 */
async function promptFilter(viewState: SegmentViewState): Promise<void> {
  const previous = viewState.view.filter;
  return new Promise((resolve, reject) => {
    const box = window.createInputBox();
    let isAccepted = false;
    box.title = t('Filter Segments');
    box.prompt = t(
      'Words in the name, retailer, type, ID, channel or description. “empty” finds segments without identifiers, “unused” those that no audience uses. Press Enter to keep the filter, or Escape to restore the previous one.',
    );
    box.value = previous;
    box.buttons = [{ iconPath: new ThemeIcon('clear-all'), tooltip: t('Clear Filter') }];
    box.ignoreFocusOut = true;
    box.onDidChangeValue((text) => viewState.setFilter(text));
    box.onDidTriggerButton(() => {
      box.value = '';
      viewState.setFilter('');
    });
    box.onDidAccept(() => {
      isAccepted = true;
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      if (isAccepted) return resolve();
      viewState.setFilter(previous);
      return reject(new Cancelled());
    });
    box.show();
  });
}
