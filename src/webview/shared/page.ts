import * as l10n from '@vscode/l10n';
import type { Locale } from '../protocol';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

const EXACT: Intl.NumberFormatOptions = { maximumFractionDigits: 20 };

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
  private numbers = new Intl.NumberFormat();
  private exact = new Intl.NumberFormat(undefined, EXACT);
  private percents = new Intl.NumberFormat(undefined, {
    style: 'percent',
    maximumFractionDigits: 1,
  });
  private local = new Intl.DateTimeFormat();
  private utc = new Intl.DateTimeFormat();

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

  /** Sets the language of texts, numbers and dates. */
  setLocale({ language, texts }: Locale): void {
    l10n.config({ contents: texts });
    document.documentElement.lang = language;
    this.numbers = new Intl.NumberFormat(language);
    this.exact = new Intl.NumberFormat(language, EXACT);
    this.percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    const dateTime: Intl.DateTimeFormatOptions = {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    };
    this.local = new Intl.DateTimeFormat(language, dateTime);
    this.utc = new Intl.DateTimeFormat(language, {
      ...dateTime,
      timeZone: 'UTC',
      timeZoneName: 'short',
    });
  }

  number(value: number | undefined): string {
    return value === undefined ? l10n.t('not available') : this.numbers.format(value);
  }

  /** A ratio as a percentage. A value above 1 is no ratio, and is shown as received. */
  rate(rate: number | undefined): string {
    if (rate === undefined) return l10n.t('not available');
    return rate <= 1
      ? this.percents.format(rate)
      : l10n.t('{0} (as sent by Criteo)', this.exact.format(rate));
  }

  /** Local time; `at` is in milliseconds since 1970. */
  time(at: number): string {
    return this.local.format(at);
  }

  /** Local time and UTC, because audiences are computed at 00:00 and 12:00 UTC. */
  bothTimes(at: number): string {
    return l10n.t('{0} ({1})', this.local.format(at), this.utc.format(at));
  }
}
