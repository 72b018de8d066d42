import { languages, type DocumentSelector } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { Readings } from '../../../app/segments/readings/readings';
import type { RecentSegments } from '../../../app/segments/recentSegments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { DisposableOwner } from '../../../common/disposableOwner';
import { lazy } from '../../../common/lazy';

const LANGUAGES: DocumentSelector = ['json', 'jsonc', 'markdown'];
/** Milliseconds between updates of the links, while lists load. */
const INTERVAL = 1000;

/**
 * Hovers and links on IDs of known segments in JSON and Markdown. They don’t activate the extension,
 * load their code with the first such document, and ask nothing about segments of the API.
 */
export class SegmentIds extends DisposableOwner {
  private readonly updating = this.later('every', INTERVAL, askForLinks);
  private readonly load = lazy(async () => {
    const { SegmentIdProviders } = await import('./segmentIdProviders');
    return new SegmentIdProviders(
      this.accounts,
      this.list,
      this.recent,
      this.history,
      this.readings,
    );
  });
  private isLoaded = false;

  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly recent: RecentSegments,
    private readonly history: History,
    private readonly readings: Readings,
  ) {
    super();
    this.register(
      languages.registerHoverProvider(LANGUAGES, {
        provideHover: async (...all) => (await this.providers()).hover(...all),
      }),
    );
    this.register(
      languages.registerDocumentLinkProvider(LANGUAGES, {
        provideDocumentLinks: async (...all) => (await this.providers()).links(...all),
      }),
    );
    const update = (): void => this.updating.call();
    this.register(accounts.onDidChange(update));
    this.register(list.onDidChange(update));
    this.register(
      history.onDidChange(({ accountKey }) => {
        if (this.isLoaded) void this.load().then(({ known }) => known.historyChanged(accountKey));
        update();
      }),
    );
  }

  private providers(): ReturnType<typeof this.load> {
    this.isLoaded = true;
    return this.load();
  }
}

/**
 * Lets the editor ask for the links of open documents again. Links have no event of a change, but any
 * provider that comes or goes makes it ask. One that gives none does: the provider of the links must
 * stay, or a request on its way to it would find nothing.
 */
function askForLinks(): void {
  languages
    .registerDocumentLinkProvider(LANGUAGES, { provideDocumentLinks: () => undefined })
    .dispose();
}
