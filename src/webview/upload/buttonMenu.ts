import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icons';
import type { BarButton, Press } from '../uploadModel';
import type { UploadPageActions } from './pressButtons';

/** The menu of a button, above it. One is open at a time. */
export class ButtonMenu {
  /** The label of the button whose menu is open. */
  private opened: string | undefined;

  constructor(private readonly page: UploadPageActions) {
    document.addEventListener('pointerdown', (event) => {
      if (this.opened !== undefined && !(event.target as Element).closest('.menu-button'))
        this.hide(false);
    });
  }

  /** For a page that is about to be drawn without it. */
  close(): void {
    this.opened = undefined;
  }

  draw({ label, look }: BarButton, entries: readonly Press[]): TemplateResult {
    const isOpen = this.opened === label;
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
        class="button split ${look === 'primary' ? '' : look}"
        aria-haspopup="menu"
        aria-expanded=${isOpen ? 'true' : 'false'}
        @click=${() => (isOpen ? this.hide(true) : this.show(label, 0))}
      >
        ${label}${icon('chevronDown')}
      </button>
      ${
        isOpen
          ? html`<div class="menu" role="menu" aria-label=${label}>
              ${entries.map((entry) => this.entry(entry))}
            </div>`
          : nothing
      }
    </div>`;
  }

  private entry({ label, action, value }: Press): TemplateResult {
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
