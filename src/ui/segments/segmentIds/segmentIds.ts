import { languages, type Disposable, type DocumentSelector } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { RecentSegments } from '../../../app/segments/recentSegments';
import type { PagedSegmentList } from '../../../app/segments/segmentList';
import { DisposableOwner } from '../../../common/disposableOwner';
import { lazy } from '../../../common/lazy';
import { Throttle } from '../../../common/throttle';

const LANGUAGES: DocumentSelector = ['json', 'jsonc', 'markdown'];
/** Milliseconds between updates of the links, while lists load. */
const INTERVAL = 1000;

/**
 * Hovers and links on IDs of known segments in JSON and Markdown. They don’t activate the extension,
 * load their code with the first such document, and ask nothing about segments of the API.
 */
export class SegmentIds extends DisposableOwner {
  private registered: Disposable[] = [];
  private readonly updating = new Throttle(INTERVAL, () => this.registerAgain());
  private readonly load = lazy(async () => {
    const { SegmentIdProviders } = await import('./segmentIdProviders');
    return new SegmentIdProviders(this.accounts, this.list, this.recent, this.history);
  });
  private isLoaded = false;

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    private readonly recent: RecentSegments,
    private readonly history: History,
  ) {
    super();
    const update = (): void => this.updating.call();
    this.register(accounts.onDidChange(update));
    this.register(list.onDidChange(update));
    this.register(
      history.onDidChange(({ accountKey }) => {
        if (this.isLoaded) void this.load().then(({ known }) => known.historyChanged(accountKey));
        update();
      }),
    );
    this.register({ dispose: () => this.unregister() });
    update();
  }

  /** Links have no event of a change: the editor asks for them again after a registration. */
  private registerAgain(): void {
    this.unregister();
    if (this.disposed || this.accounts.shown().length === 0) return;
    const providers = async (): ReturnType<typeof this.load> => {
      this.isLoaded = true;
      return this.load();
    };
    this.registered = [
      languages.registerHoverProvider(LANGUAGES, {
        provideHover: async (...all) => (await providers()).hover(...all),
      }),
      languages.registerDocumentLinkProvider(LANGUAGES, {
        provideDocumentLinks: async (...all) => (await providers()).links(...all),
      }),
    ];
  }

  private unregister(): void {
    for (const one of this.registered.splice(0)) one.dispose();
  }
}
