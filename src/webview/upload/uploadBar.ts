import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import { ButtonMenu } from '../shared/buttonMenu';
import { icon } from '../shared/icons';
import { pressLink } from '../shared/pressButtons';
import { labelledTick } from '../shared/tickBox';
import type { UploadAction } from '../uploadActions';
import type { BarButton, RememberLine, UploadModel } from '../uploadModel';
import { TypedFields } from './typedFields';
import type { UploadPageActions } from './uploadPageActions';

type Bar = NonNullable<UploadModel['bar']>;

const keyOf = ({ action, value }: BarButton): string => `${action} ${value ?? ''}`;

/**
 * The bar at the bottom edge, with what is typed at the top before its dangerous button can be pressed.
 * That button is carried out by a click or Space, never by Enter.
 */
export class UploadBar {
  private bar: Bar | undefined;
  private readonly typed = new TypedFields();
  /** Whether such files go there the next time, as it was ticked since the last model. */
  private ticked: boolean | undefined;
  /** The button that was pressed in vain, and whether that was by Enter alone. */
  private refused: { key: string; byEnter: boolean } | undefined;
  private readonly menu: ButtonMenu<UploadAction>;

  constructor(private readonly page: UploadPageActions) {
    this.menu = new ButtonMenu(page);
  }

  /** Takes the bar of a new model. `newStep`: it belongs to another step than the last one. */
  update({ bar, typed }: Pick<UploadModel, 'bar' | 'typed'>, newStep: boolean): void {
    if (this.typed.update(typed, newStep)) this.refused = undefined;
    this.ticked = undefined;
    if (newStep) this.menu.close();
    this.bar = bar;
  }

  /** Presses the button that Ctrl+Enter stands for; false if there is none. */
  pressByKey(): boolean {
    const button = this.bar?.buttons.find(({ byKey, look }) => byKey && look !== 'danger');
    if (button) this.press(button);
    return button !== undefined;
  }

  draw(): TemplateResult {
    const { bar } = this;
    if (!bar) return html`<div class="footpad"></div>`;
    const { busy, remember, start, buttons } = bar;
    const text = bar.text ?? this.typed.progressText;
    const reason = this.reason();
    return html`<footer class="bar-actions">
      ${reason ? html`<p class="missing" id="missing" role="alert">${icon('warning', 'warn')} ${reason}</p>` : nothing}
      ${remember ? this.rememberBox(remember, text !== undefined) : nothing}
      ${start.length > 0 ? html`<div class="say actions">${this.buttons(start)}</div>` : nothing}
      ${text ? html`<p class="say muted">${busy ? icon('loading', 'spin') : nothing} ${text}</p>` : nothing}
      ${!text && !remember && start.length === 0 ? html`<span class="say"></span>` : nothing}
      ${this.buttons(buttons)}
    </footer>`;
  }

  /** The fields to type in, for the place with what they are about. */
  drawTyped(): unknown {
    const events = {
      changed: () => {
        this.refused = undefined;
        this.page.draw();
      },
      key: (event: KeyboardEvent) => {
        const danger = this.bar?.buttons.find(({ look }) => look === 'danger');
        if (danger) this.refuseEnter(event, danger);
      },
    };
    return this.typed.draw(this.reason() !== undefined, events, this.page);
  }

  /** Offers to remember where such files go. `alone`: on a line of its own. */
  private rememberBox(
    { checked, before, pattern, after, edit }: RememberLine,
    alone: boolean,
  ): TemplateResult {
    const state = (this.ticked ?? checked) ? 'on' : 'off';
    const label = html`${before}<code>${pattern}</code>${after}`;
    const tick = labelledTick({ id: 'remember', state }, label, (ticked) => {
      this.ticked = ticked;
      this.page.press('remember', String(ticked));
    });
    return html`<div class=${alone ? 'say check remember alone' : 'say check remember'}>
      ${tick} ${pressLink(edit, this.page)}
    </div>`;
  }

  /** By action, so that a button that takes another one's place is a new one without the focus. */
  private buttons(buttons: readonly BarButton[]): unknown {
    return repeat(buttons, keyOf, (button) =>
      button.menu ? this.menu.draw({ ...button, menu: button.menu }) : this.button(button),
    );
  }

  private button(button: BarButton): TemplateResult {
    const { label, description, look } = button;
    return html`<button
      type="button"
      class=${look === 'primary' ? 'button' : `button ${look}`}
      aria-label=${ifDefined(description)}
      aria-disabled=${ifDefined(this.missing(button) === undefined ? undefined : 'true')}
      @click=${(event: MouseEvent) => {
        // The second click of a double click would press what the first one brought here.
        if (event.detail < 2) this.press(button);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (look === 'danger') this.refuseEnter(event, button);
      }}
    >
      ${label}
    </button>`;
  }

  private press(button: BarButton): void {
    if (this.missing(button) !== undefined) {
      this.refuse(button, false);
      return;
    }
    this.refused = undefined;
    const { action, value } = button;
    this.page.press(action, (action === 'send' ? this.typed.value : undefined) ?? value);
    this.page.draw();
  }

  private refuseEnter(event: KeyboardEvent, button: BarButton): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.refuse(button, this.missing(button) === undefined);
  }

  private refuse(button: BarButton, byEnter: boolean): void {
    this.refused = { key: keyOf(button), byEnter };
    this.page.draw();
    if (!byEnter && button.missing === undefined) this.typed.focusMissing();
  }

  /** Why the last press did nothing, as long as that holds. */
  private reason(): string | undefined {
    const { bar, refused } = this;
    const button = bar?.buttons.find((item) => keyOf(item) === refused?.key);
    if (!button || !refused) return undefined;
    return (
      this.missing(button) ??
      (refused.byEnter
        ? t('Enter doesn’t press this button. Click it, or press Space.')
        : undefined)
    );
  }

  /** What a button still needs; undefined if it can be pressed. */
  private missing({ missing, look }: BarButton): string | undefined {
    if (missing !== undefined) return missing;
    const untyped = look === 'danger' ? this.typed.missing : undefined;
    return untyped && t('Type {0}.', untyped);
  }
}
