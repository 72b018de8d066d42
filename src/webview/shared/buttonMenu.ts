import { html, nothing, type TemplateResult } from 'lit';
import type { PagePress } from '../pageModel';
import { icon } from './icons';
import type { PageActions } from './pressButtons';

/** A button that opens a menu. */
interface MenuButton<Action extends string> {
  label: string;
  /** `tool`: an icon alone, with the menu below it. The others have it above. */
  look: 'primary' | 'secondary' | 'danger' | 'link' | 'tool';
  menu: readonly MenuEntry<Action>[];
}

/** `danger`: below a line, apart from the others. */
type MenuEntry<Action extends string> = PagePress<Action> & { danger?: boolean };

/** The menus of a page's buttons. One is open at a time. */
export class ButtonMenu<Action extends string> {
  /** The label of the button whose menu is open. */
  private opened: string | undefined;

  constructor(private readonly page: PageActions<Action>) {
    document.addEventListener('pointerdown', (event) => {
      if (this.opened !== undefined && !(event.target as Element).closest('.menu-button'))
        this.hide(false);
    });
  }

  /** For a page that is about to be drawn without it. */
  close(): void {
    this.opened = undefined;
  }

  draw({ label, look, menu }: MenuButton<Action>): TemplateResult {
    const isOpen = this.opened === label;
    const isTool = look === 'tool';
    const firstDanger = menu.findIndex(({ danger }) => danger);
    return html`<div
      class="menu-button"
      @keydown=${(event: KeyboardEvent) => this.key(event, label)}
      @focusout=${({ relatedTarget, currentTarget }: FocusEvent) => {
        if (isOpen && relatedTarget && !(currentTarget as Element).contains(relatedTarget as Node))
          this.hide(false);
      }}
    >
      <button
        type="button"
        class=${isTool ? 'tool' : `button split ${look === 'primary' ? '' : look}`}
        aria-label=${isTool ? label : nothing}
        title=${isTool ? label : nothing}
        aria-haspopup="menu"
        aria-expanded=${isOpen ? 'true' : 'false'}
        @click=${() => (isOpen ? this.hide(true) : this.show(label, 0))}
      >
        ${isTool ? icon('ellipsis') : html`${label}${icon('chevronDown')}`}
      </button>
      ${
        isOpen
          ? html`<div class=${isTool ? 'menu below' : 'menu'} role="menu" aria-label=${label}>
              ${menu.map((entry, index) => html`${index === firstDanger && index > 0 ? html`<hr />` : nothing}${this.entry(entry)}`)}
            </div>`
          : nothing
      }
    </div>`;
  }

  private entry({ label, action, value }: MenuEntry<Action>): TemplateResult {
    const press = (): void => {
      this.hide(true);
      this.page.press(action, value);
    };
    return html`<button type="button" role="menuitem" tabindex="-1" @click=${press}>
      ${label}
    </button>`;
  }

  private key(event: KeyboardEvent, label: string): void {
    const isOpen = this.opened === label;
    const entries = items();
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, () => void> = isOpen
      ? {
          ArrowDown: () => entries[(at + 1) % entries.length]?.focus(),
          ArrowUp: () => entries.at(at <= 0 ? -1 : at - 1)?.focus(),
          Home: () => entries[0]?.focus(),
          End: () => entries.at(-1)?.focus(),
          Escape: () => this.hide(true),
        }
      : { ArrowDown: () => this.show(label, 0), ArrowUp: () => this.show(label, -1) };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  }

  private show(label: string, focused: number): void {
    this.opened = label;
    this.page.draw();
    items().at(focused)?.focus();
  }

  private hide(returnFocus: boolean): void {
    const button = document.querySelector<HTMLElement>('.menu-button [aria-expanded=true]');
    this.opened = undefined;
    // Before the entry with the focus is gone.
    if (returnFocus) button?.focus();
    this.page.draw();
  }
}

function items(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.menu [role=menuitem]')];
}
