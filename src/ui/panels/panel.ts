import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import {
  env,
  l10n,
  Uri,
  ViewColumn,
  window,
  type ExtensionContext,
  type WebviewOptions,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { DisposableOwner } from '../../common/disposableOwner';
import { describe, Failure, toFailure } from '../../common/failure';
import { stylesOf, type CopyDetails, type Locale, type Unavailable } from '../../webview/protocol';
import { type Commands } from '../base/command';
import { copyText } from '../base/copyText';
import { viewType, type PanelName } from '../base/names';

/** The display language and its translations, for a page. */
export function locale(): Locale {
  return { language: env.language, texts: (l10n.bundle ?? {}) as Record<string, string> };
}

/**
 * The account of a panel. Waits for the sessions after a reload. Throws `Failure`: 'signed-out', or
 * 'unknown-account' if the account is no longer shown.
 */
export async function accountOf(
  accounts: Pick<Accounts, 'require' | 'byKey'>,
  accountKey: string,
): Promise<AccountHandle> {
  await accounts.require(accountKey.split('|').at(-1));
  const account = accounts.byKey(accountKey);
  if (account) return account;
  throw new Failure(
    'unknown-account',
    t(
      'This panel’s account, {0}, is no longer shown. Select it again.',
      accountKey.split('|').at(-1) ?? '',
    ),
    'panel',
  );
}

/** What differs between kinds of panels. */
interface PanelKind<State, ToHost, ToPage> {
  /** Also names the bundle: `form` loads `dist/webview/form.js`. */
  name: PanelName;
  /** There is one panel per key: opening it again reveals it. */
  keyOf(state: State): string;
  title(state: State): string;
  /** Called with each new or restored panel. */
  connect(panel: Panel<State, ToPage>): PanelController<ToHost>;
  /** Validates a restored state. */
  isState(value: unknown): value is State;
}

/** The host's side of one panel. */
export interface PanelController<ToHost> {
  /** The page is loaded: when first shown, and each time it is shown again after being hidden. */
  ready(): Promise<void>;
  /** Handles any message that is specific to this kind of page. */
  receive(message: PageMessage<ToHost>): Promise<void>;
}

/** The messages specific to one kind of page. */
export type PageMessage<ToHost> = Exclude<ToHost, { type: 'ready' | 'copyDetails' }>;

/** One open panel. */
export class Panel<State, ToPage> extends DisposableOwner {
  /** The page shows a failure instead of its content. */
  unavailable = false;

  constructor(
    readonly view: WebviewPanel,
    public state: State,
    /** Reveals the panel of another state, or opens one. */
    readonly open: (state: State) => void,
  ) {
    super();
  }

  send(message: ToPage | Unavailable | { type: 'state'; state: State }): void {
    if (!this.disposed) void this.view.webview.postMessage(message);
  }

  /** Shows a failure instead of the content. */
  fail(failure: Failure): void {
    this.unavailable = true;
    this.send({
      type: 'unavailable',
      message: failure.message,
      details: describe(failure),
      locale: locale(),
    });
  }

  /** Sets the state that survives hiding the panel and reloading the window. */
  keep(state: State): void {
    this.state = state;
    this.send({ type: 'state', state });
  }

  own<T extends { dispose(): unknown }>(item: T): T {
    return this.register(item);
  }

  get closed(): boolean {
    return this.disposed;
  }
}

/** Opens, reveals and restores the panels of one kind. The page stores the state. */
export class Panels<State, ToHost extends { type: string }, ToPage>
  extends DisposableOwner
  implements WebviewPanelSerializer
{
  private readonly opened = new Set<Panel<State, ToPage>>();
  private readonly viewType: string;

  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly accounts: Accounts,
    protected readonly commands: Commands,
    private readonly kind: PanelKind<State, ToHost, ToPage>,
  ) {
    super();
    this.viewType = viewType(kind.name);
  }

  /** Reveals the panel of this state, or opens one. */
  show(state: State): Panel<State, ToPage> {
    const existing = this.find(this.kind.keyOf(state));
    if (existing) {
      existing.view.reveal();
      return existing;
    }
    const view = window.createWebviewPanel(
      this.viewType,
      this.kind.title(state),
      ViewColumn.Active,
      this.options,
    );
    return this.adopt(view, state);
  }

  /** The open panel with this key. */
  protected find(key: string): Panel<State, ToPage> | undefined {
    return this.all.find((panel) => this.kind.keyOf(panel.state) === key);
  }

  /** The panels that are open. */
  protected get all(): readonly Panel<State, ToPage>[] {
    return [...this.opened];
  }

  /** Restores a panel from the page's `setState`. Closes it if the state is invalid. */
  async deserializeWebviewPanel(view: WebviewPanel, stored: unknown): Promise<void> {
    const state = (stored as { state?: unknown } | undefined)?.state;
    if (!this.kind.isState(state)) {
      view.dispose();
      return;
    }
    view.webview.options = this.options;
    this.adopt(view, state);
  }

  private get options(): WebviewOptions {
    return {
      enableScripts: true,
      enableCommandUris: ['criteoAudiences.openDocumentation'],
      localResourceRoots: [this.bundle],
    };
  }

  private get bundle(): Uri {
    return Uri.joinPath(this.context.extensionUri, 'dist', 'webview');
  }

  private adopt(view: WebviewPanel, state: State): Panel<State, ToPage> {
    const panel = new Panel<State, ToPage>(view, state, (other) => this.show(other));
    this.opened.add(panel);
    const icon = (theme: string): Uri =>
      Uri.joinPath(this.context.extensionUri, 'media', `panel-${theme}.svg`);
    view.iconPath = { light: icon('light'), dark: icon('dark') };
    view.title = this.kind.title(state);
    view.onDidDispose(() => {
      this.opened.delete(panel);
      panel.dispose();
    });
    const controller = this.kind.connect(panel);
    const ready = (): Promise<void> => this.ready(panel, controller);
    panel.own(
      view.webview.onDidReceiveMessage((message: ToHost | CopyDetails) => {
        if (message.type === 'ready') {
          panel.send({ type: 'state', state: panel.state });
          void ready();
        } else if (isCopyDetails(message)) {
          void copyText(message.text);
        } else {
          const rest = message as PageMessage<ToHost>;
          controller
            .receive(rest)
            .catch((error: unknown) =>
              this.commands.report(error, `${this.kind.name}.${rest.type}`),
            );
        }
      }),
    );
    // Signing in or selecting the account is what usually makes an unavailable panel work.
    panel.own(this.accounts.onDidChange(() => void (panel.unavailable && ready())));
    view.webview.html = this.html(view);
    return panel;
  }

  /** Shows a failure in the page, not in a notification: a restored panel must not interrupt. */
  private async ready(
    panel: Panel<State, ToPage>,
    controller: PanelController<ToHost>,
  ): Promise<void> {
    try {
      await controller.ready();
      panel.unavailable = false;
    } catch (error) {
      panel.fail(toFailure(error, this.kind.name));
    }
  }

  private html(view: WebviewPanel): string {
    const nonce = randomBytes(16).toString('base64');
    const file = (name: string): string =>
      view.webview.asWebviewUri(Uri.joinPath(this.bundle, name)).toString();
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src ${view.webview.cspSource}`,
    ].join('; ');
    const language = /^[A-Za-z0-9-]+$/.test(env.language) ? env.language : 'en';
    return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${stylesOf(this.kind.name)
  .map((style) => `<link rel="stylesheet" href="${file(style)}">`)
  .join('\n')}
<title>Audience Segments</title>
</head>
<body>
<main id="page"></main>
<script type="module" nonce="${nonce}" src="${file(`${this.kind.name}.js`)}"></script>
</body>
</html>`;
  }
}

function isCopyDetails(message: { type: string }): message is CopyDetails {
  return message.type === 'copyDetails';
}
