import { t } from '@vscode/l10n';
import { present } from '../../../common/records';
import type { Detail, UploadModel, UploadSection } from '../../../webview/uploadModel';
import { notesSection } from '../page/commonSections';

/** What more there is about a group that is open, and what is left to say without it. */
interface OpenGroup {
  readonly detail?: Detail;
  /** Those of these texts that the detail doesn't say. */
  unsaid<T extends { text: string }>(notes: readonly T[]): T[];
}

/**
 * The page of a group's draft below its head or line. `model`: undefined while it is closed.
 * `warnings`: texts that stay there, unless a section says them with more. `said`: texts of the page
 * that it need not repeat. `elsewhere`: sections that the page has itself.
 */
export function openGroup(
  model: UploadModel | undefined,
  warnings: readonly string[],
  said: readonly string[],
  elsewhere: readonly UploadSection['type'][],
): OpenGroup {
  if (!model) return { unsaid: (notes) => [...notes] };
  const { danger, first, main, last, intro, callout } = model;
  // What changes comes before all rows, which the page has.
  const allRows = main.filter(({ type }) => type === 'rows').at(-1);
  const own = present([danger, ...first, ...main, ...last])
    .filter((one) => one !== allRows && one.type !== 'times' && !elsewhere.includes(one.type))
    .flatMap((section) => withoutNotes(section, said));
  const notes = present([...intro.map(({ text }) => text), callout?.text]).filter(
    (text) => !said.includes(text) && !warnings.includes(text),
  );
  const texts = own.flatMap(textsOf);
  return {
    detail: {
      sections: present([notesSection(t('Notes'), notes), ...own]),
      // The others have other files.
      presses: (callout?.presses ?? []).filter(({ action }) => action !== 'chooseFile'),
    },
    unsaid: (all) => all.filter(({ text }) => !texts.includes(text)),
  };
}

/** None if nothing is left of it. */
function withoutNotes(section: UploadSection, said: readonly string[]): UploadSection[] {
  if (section.type !== 'notes') return [section];
  const items = section.items.filter(({ text }) => !said.includes(text));
  return items.length > 0 ? [{ ...section, items }] : [];
}

/** The sentences of a section. */
function textsOf(section: UploadSection): string[] {
  switch (section.type) {
    case 'notes':
      return section.items.map(({ text }) => text);
    case 'size':
      return section.texts;
    case 'ways':
      return [section.title];
    default:
      return [];
  }
}
