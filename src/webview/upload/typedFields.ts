import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../shared/icons';
import { pressLink } from '../shared/pressButtons';
import type { UploadModel } from '../uploadModel';
import type { UploadPageActions } from './uploadPageActions';

type Typed = NonNullable<UploadModel['typed']>;
type Field = Typed['fields'][number];

/** Of the field for the text at an index. */
const fieldId = (index: number): string => `typed-${index}`;

/** What the fields tell the button that they guard. */
interface TypedEvents {
  /** Something was typed. */
  changed(): void;
  /** A key was pressed in a field. */
  key(event: KeyboardEvent): void;
}

/**
 * The account IDs to type, at the top with what they are about. What is typed stays in memory, and only
 * while the same text is wanted.
 */
export class TypedFields {
  private wanted: Typed | undefined;
  /** By the text that is wanted. */
  private readonly typed = new Map<string, string>();

  /** Takes those of a new model; true if others are wanted. `newStep`: it belongs to another step. */
  update(wanted: Typed | undefined, newStep: boolean): boolean {
    const texts = newStep ? [] : (wanted?.fields ?? []).map(({ text }) => text);
    const isChanged = newStep || texts.join('\n') !== this.texts.join('\n');
    if (isChanged)
      for (const text of this.typed.keys()) if (!texts.includes(text)) this.typed.delete(text);
    this.wanted = wanted;
    return isChanged;
  }

  /** What was typed, one line each; undefined if nothing is wanted. */
  get value(): string | undefined {
    return this.texts.length > 0
      ? this.texts.map((text) => this.typedFor(text)).join('\n')
      : undefined;
  }

  /** The first text that isn't typed as it is wanted. */
  get missing(): string | undefined {
    return this.texts.find((text) => this.typedFor(text) !== text);
  }

  /** How many of several are typed; undefined for a single one. */
  get progressText(): string | undefined {
    const { length } = this.texts;
    if (length < 2) return undefined;
    const done = this.texts.filter((text) => this.typedFor(text) === text).length;
    return t('{0} of {1} account IDs typed.', done, length);
  }

  focusMissing(): void {
    const index = this.texts.findIndex((text) => text === this.missing);
    document.getElementById(fieldId(index))?.focus();
  }

  /** `describes`: the first field that isn't typed is what the bar complains about. */
  draw(
    describes: boolean,
    events: TypedEvents,
    page: UploadPageActions,
  ): TemplateResult | typeof nothing {
    const { wanted } = this;
    if (!wanted) return nothing;
    const invalid = describes ? this.missing : undefined;
    return html`${wanted.reasons.map(({ text, loss, press }) => html`<p class=${loss ? 'red' : ''}>${loss ? icon('warning') : nothing} ${text} ${pressLink(press, page)}</p>`)}
      <div class="typed">
        ${repeat(
          wanted.fields,
          ({ text }) => text,
          (one, index) => this.field(one, index, one.text === invalid, events),
        )}
      </div>`;
  }

  private field(
    { label, text }: Field,
    index: number,
    isInvalid: boolean,
    events: TypedEvents,
  ): TemplateResult {
    const note = `${fieldId(index)}-note`;
    return html`<label for=${fieldId(index)}>${label}, <strong>${text}</strong></label>
      <input
        class="field"
        id=${fieldId(index)}
        autocomplete="off"
        inputmode="numeric"
        spellcheck="false"
        aria-describedby=${isInvalid ? `${note} missing` : note}
        aria-invalid=${ifDefined(isInvalid ? 'true' : undefined)}
        .value=${live(this.typed.get(text) ?? '')}
        @input=${(event: Event) => {
          this.typed.set(text, (event.target as HTMLInputElement).value);
          events.changed();
        }}
        @keydown=${(event: KeyboardEvent) => events.key(event)}
      />
      <span class="muted" id=${note} role="status">${this.note(text)}</span>`;
  }

  /** How what was typed differs from what is wanted. */
  private note(text: string): TemplateResult | string {
    const typed = this.typedFor(text);
    if (typed === text) return html`${icon('check')} ${t('same')}`;
    if (typed === '') return '';
    const missing = text.length - typed.length;
    if (text.startsWith(typed))
      return missing === 1 ? t('{0} digit missing', missing) : t('{0} digits missing', missing);
    if (typed.startsWith(text))
      return missing === -1 ? t('{0} digit too many', 1) : t('{0} digits too many', -missing);
    const first = [...typed].findIndex((digit, index) => digit !== text[index]);
    return t('not the same: see digit {0}', first + 1);
  }

  private get texts(): readonly string[] {
    return (this.wanted?.fields ?? []).map(({ text }) => text);
  }

  private typedFor(text: string): string {
    return this.typed.get(text)?.trim() ?? '';
  }
}
