import * as l10n from '@vscode/l10n';
import { render, type TemplateResult } from 'lit';
import type { Locale, Unavailable } from '../protocol';
import { keepFocus } from './keepFocus';
import { unavailableView } from './unavailable';

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
  /** Why there is nothing to show, until the next model. */
  private unavailable: Unavailable | undefined;

  /**
   * `view` gives what is drawn: `instead` if there is nothing to show, and undefined as long as
   * there is no model.
   */
  constructor(
    receive: (message: Exclude<ToPage, Unavailable>) => void,
    private readonly view: (instead: TemplateResult | undefined) => TemplateResult | undefined,
  ) {
    window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const message = data as Unavailable | { type: 'state'; state: unknown } | { type: 'model' };
      if (message.type === 'state') this.store({ state: message.state });
      else if (message.type === 'unavailable') {
        this.setLocale(message.locale);
        this.unavailable = message;
        this.draw();
      } else {
        if (message.type === 'model') this.unavailable = undefined;
        receive(data as Exclude<ToPage, Unavailable>);
      }
    });
  }

  get isUnavailable(): boolean {
    return this.unavailable !== undefined;
  }

  draw(): void {
    const root = document.getElementById('page');
    const { unavailable } = this;
    const retry = (): void => this.ready();
    const view = this.view(unavailable && unavailableView(unavailable, retry, this.copyDetails));
    if (root && view) keepFocus(() => render(view, root));
  }

  /** Copies a failure's message and details to the clipboard. */
  readonly copyDetails = (text: string): void =>
    this.editor.postMessage({ type: 'copyDetails', text });

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
