import * as l10n from '@vscode/l10n';
import type { Locale } from '../protocol';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/**
 * The page's side of a panel. Stores `{ state, typed }` with `setState`: `state` is set by the host
 * (which segment), `typed` by the page. Both survive a reload of the window.
 */
export class Page<
  ToHost extends { type: string },
  ToPage extends { type: string },
  Typed = undefined,
> {
  private readonly editor = acquireVsCodeApi();
  private stored = (this.editor.getState() ?? {}) as { state?: unknown; typed?: Typed };

  constructor(receive: (message: ToPage) => void) {
    window.addEventListener(
      'message',
      (event: MessageEvent<ToPage | { type: 'state'; state: unknown }>) => {
        const message = event.data;
        if ('state' in message && message.type === 'state') this.store({ state: message.state });
        else receive(message as ToPage);
      },
    );
  }

  /** Asks the host for the model. Messages sent to the page before are lost. */
  ready(): void {
    this.send({ type: 'ready' } as ToHost);
  }

  send(message: ToHost): void {
    this.editor.postMessage(message);
  }

  get typed(): Typed | undefined {
    return this.stored.typed;
  }

  set typed(typed: Typed | undefined) {
    this.store({ typed });
  }

  private store(change: { state?: unknown; typed?: Typed }): void {
    this.stored = { ...this.stored, ...change };
    this.editor.setState(this.stored);
  }

  /** Sets the language of texts. */
  setLocale({ language, texts }: Locale): void {
    l10n.config({ contents: texts });
    document.documentElement.lang = language;
  }
}
