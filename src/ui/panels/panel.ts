import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, env, l10n, window, type ExtensionContext, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import { t } from '@vscode/l10n';
import type { Locale } from '../../webview/protocol';
import { Failure } from '../base/failure';
import { Owner } from '../base/lifecycle';
import type { AccountHandle, Accounts } from '../services';

/** What every page is told first. */
export function locale(): Locale {
  return { language: env.language, texts: (l10n.bundle ?? {}) as Record<string, string> };
}

/** The account of a panel. After a reload the sessions are read first; where nobody is signed in it says what to do. */
export async function accountOf(accounts: Accounts, accountKey: string): Promise<AccountHandle> {
  await accounts.require(accountKey.split('|').at(-1));
  const known = accounts.byKey(accountKey);
  if (known) return known;
  throw new Failure('unknown-account', t('The account of this panel is not shown any more. Select it again.'), 'panel', {
    actions: [{ title: t('Select Account'), command: 'criteoAudiences.selectAccount' }],
  });
}

/** The parts that differ between kinds of panels. */
export interface PanelKind<State, ToHost, ToPage> {
  /** The editor's view type, and the name of the bundle: `form` is `criteoAudiences.form` and `dist/webview/form.js`. */
  name: string;
  /** One panel per key: opening it again shows the one that is there. */
  keyOf(state: State): string;
  title(state: State): string;
  /** Called with each new or restored panel; answers its messages. The panel's owner is disposed with the panel. */
  connect(panel: Panel<State, ToPage>, state: State): (message: ToHost) => Promise<void>;
  /** Rejects what a broken state could hold. */
  isState(value: unknown): value is State;
  /** Whatever a handler throws. */
  failed(error: unknown): void;
}

/** One open panel. */
export class Panel<State, ToPage> extends Owner {
  constructor(
    readonly view: WebviewPanel,
    public state: State,
  ) {
    super();
  }

  send(message: ToPage | { type: 'state'; state: State }): void {
    if (!this.disposed) void this.view.webview.postMessage(message);
  }

  /** What the page keeps over hiding and reloading. */
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

/** Opens, finds and restores the panels of one kind. */
export class Panels<State, ToHost extends { type: string }, ToPage> extends Owner implements WebviewPanelSerializer {
  private readonly open = new Set<Panel<State, ToPage>>();
  private readonly viewType: string;

  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly kind: PanelKind<State, ToHost, ToPage>,
  ) {
    super();
    this.viewType = `criteoAudiences.${kind.name}`;
    this.register(window.registerWebviewPanelSerializer(this.viewType, this));
  }

  show(state: State): Panel<State, ToPage> {
    const key = this.kind.keyOf(state);
    const there = [...this.open].find((panel) => this.kind.keyOf(panel.state) === key);
    if (there) {
      there.view.reveal();
      return there;
    }
    const view = window.createWebviewPanel(this.viewType, this.kind.title(state), ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [this.bundle],
    });
    return this.adopt(view, state);
  }

  /** After a reload the page comes back with what it kept. */
  async deserializeWebviewPanel(view: WebviewPanel, kept: unknown): Promise<void> {
    const state = (kept as { state?: unknown } | undefined)?.state;
    if (!this.kind.isState(state)) {
      view.dispose();
      return;
    }
    view.webview.options = { enableScripts: true, localResourceRoots: [this.bundle] };
    this.adopt(view, state);
  }

  private get bundle(): Uri {
    return Uri.joinPath(this.context.extensionUri, 'dist', 'webview');
  }

  private adopt(view: WebviewPanel, state: State): Panel<State, ToPage> {
    const panel = new Panel<State, ToPage>(view, state);
    this.open.add(panel);
    view.iconPath = Uri.joinPath(this.context.extensionUri, 'media', 'icon.svg');
    view.title = this.kind.title(state);
    view.onDidDispose(() => {
      this.open.delete(panel);
      panel.dispose();
    });
    const answer = this.kind.connect(panel, state);
    panel.own(
      view.webview.onDidReceiveMessage((message: ToHost) => {
        if (message.type === 'ready') panel.send({ type: 'state', state: panel.state });
        answer(message).catch((error: unknown) => this.kind.failed(error));
      }),
    );
    view.webview.html = this.html(view);
    return panel;
  }

  private html(view: WebviewPanel): string {
    const nonce = randomBytes(16).toString('base64');
    const file = (name: string): string => view.webview.asWebviewUri(Uri.joinPath(this.bundle, name)).toString();
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src ${view.webview.cspSource}`,
      `font-src ${view.webview.cspSource}`,
    ].join('; ');
    const language = /^[A-Za-z0-9-]+$/.test(env.language) ? env.language : 'en';
    return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file(`${this.kind.name}.css`)}">
<title>Audience Segments</title>
</head>
<body>
<main id="page"></main>
<script type="module" nonce="${nonce}" src="${file(`${this.kind.name}.js`)}"></script>
</body>
</html>`;
  }
}
