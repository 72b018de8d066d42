import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { pressButton, pressLink } from '../shared/pressButtons';
import { factsSection, timesSection } from '../shared/timesAndFacts';
import type { UploadAction } from '../uploadActions';
import type { UploadSection } from '../uploadModel';
import { fileSection } from './fileSection';
import type { DrawDetail, TickedLines } from './lineRow';
import { linesSection } from './linesSection';
import { operationSection, type ChosenValues } from './operationSection';
import { sizeSection, waysSection } from './planSections';
import { progressSection } from './requestCells';
import { kindsSection, notesSection, rowsSection } from './rowSections';
import type { UploadPageActions } from './uploadPageActions';

/** Presses in a detail that lead to another page. */
const LEADS: ReadonlySet<UploadAction> = new Set(['openUpload']);

/** Draws sections, and keeps what the user did with them that only the page knows. */
export class SectionTemplates {
  /** What was chosen since the last model, by the section's ID. */
  private readonly chosen = new Map<string, ChosenValues>();
  /** What was ticked since the last model. */
  private readonly ticked: TickedLines = new Map();
  /** Lists of kinds that show all of them, by the section's ID; until the next step. */
  private readonly expanded = new Set<string>();

  constructor(private readonly page: UploadPageActions) {}

  /** Takes note of a new model. `newStep`: it belongs to another step than the last one. */
  update(newStep: boolean): void {
    this.chosen.clear();
    this.ticked.clear();
    if (newStep) this.expanded.clear();
  }

  /** The sections of a column. `name` begins their IDs. */
  column(name: string, sections: readonly UploadSection[]): unknown {
    return this.list(
      name,
      sections,
      (section, id) =>
        html`<section
          aria-labelledby=${id}
          aria-busy=${section.type === 'rows' && section.busy ? 'true' : 'false'}
        >
          ${this.section(section, id, this.page)}
        </section>`,
    );
  }

  /** What more there is about a line or a group. Its sections are groups: a page has few landmarks. */
  private readonly detail: DrawDetail = (line, { sections, presses }, name) => {
    const page: UploadPageActions = {
      ...this.page,
      press: (action, value) => this.page.press(action, value, line),
    };
    return html`${this.list(
      name,
      sections,
      (section, id) =>
        html`<div role="group" aria-labelledby="${name} ${id}">
          ${this.section(section, id, page)}
        </div>`,
    )}
    ${
      presses.length > 0
        ? html`<div class="actions">
            ${presses.map((press) => (LEADS.has(press.action) ? pressLink(press, page) : pressButton(press, 'button secondary slim', page)))}
          </div>`
        : nothing
    }`;
  };

  /** Each by its type and how many of it came before, so that one keeps its elements. */
  private list(
    name: string,
    sections: readonly UploadSection[],
    draw: (section: UploadSection, id: string) => TemplateResult,
  ): unknown {
    const seen = new Map<string, number>();
    const keyed = sections.map((section) => {
      const count = seen.get(section.type) ?? 0;
      seen.set(section.type, count + 1);
      return { section, id: `${name}-${section.type}-${count}` };
    });
    return repeat(
      keyed,
      ({ id }) => id,
      ({ section, id }) => draw(section, id),
    );
  }

  private section(section: UploadSection, id: string, page: UploadPageActions): TemplateResult {
    switch (section.type) {
      case 'lines':
        return linesSection(section, id, page, this.ticked, this.detail);
      case 'file':
        return fileSection(section, id, page);
      case 'rows':
        return rowsSection(section, id, page);
      case 'kinds':
        return kindsSection(section, id, page, this.expanded.has(id), () => {
          this.expanded.add(id);
          page.draw();
        });
      case 'notes':
        return notesSection(section, id, page);
      case 'progress':
        return progressSection(section, id);
      case 'operation':
        return operationSection(section, id, page, this.chosenIn(id));
      case 'size':
        return sizeSection(section, id, page);
      case 'times':
        return timesSection(section, id);
      case 'facts':
        return factsSection(section, id, page);
      case 'ways':
        return waysSection(section, id, page);
    }
  }

  private chosenIn(id: string): ChosenValues {
    const found = this.chosen.get(id) ?? new Map();
    this.chosen.set(id, found);
    return found;
  }
}
