import { html, type TemplateResult } from 'lit';

/** The heads of a table's columns: of texts, then of numbers. */
export function tableHeads(texts: readonly string[], numbers: readonly string[]): TemplateResult {
  return html`<thead>
    <tr>
      ${texts.map((head) => html`<th scope="col">${head}</th>`)}
      ${numbers.map((head) => html`<th scope="col" class="num">${head}</th>`)}
    </tr>
  </thead>`;
}
