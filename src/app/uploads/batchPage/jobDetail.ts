import { t } from '@vscode/l10n';
import { present } from '../../../common/records';
import type { UploadAction } from '../../../webview/uploadActions';
import type { Detail } from '../../../webview/uploadModel';
import { notesSection } from '../page/commonSections';
import { jobModel } from '../page/jobPage';
import type { JobPageInput } from '../page/jobPageFacts';

/** What is in the bar of the page of several for all of them, and on its own page. */
const COPIES: ReadonlySet<UploadAction> = new Set([
  'copyReport',
  'addToNightlyFile',
  'copyAsCommand',
]);

/** What the page of one upload shows and can do, below its head or its line on the page of several. */
export function jobDetail(input: JobPageInput): Detail {
  const { intro, first, main, last, bar } = jobModel(input);
  const { jobId, files, counts } = input.job;
  // A line has no other figures to add up, and kinds have the invalid rows.
  const isOneBar =
    files.length === 1 && counts.duplicates + counts.blank + (counts.suppressed ?? 0) === 0;
  const state = notesSection(
    t('State'),
    intro.map(({ text }) => text),
  );
  const shown = present([state, ...first, ...main, ...last]).filter(
    (section) =>
      // A table of files is the page's own, one of suppression lists has sentences.
      !(section.type === 'lines' && !section.texts) &&
      section.type !== 'times' &&
      !(section.type === 'rows' && isOneBar),
  );
  const buttons = [...(bar?.buttons ?? []), ...(bar?.start ?? [])];
  return {
    sections: shown,
    presses: [
      ...buttons
        .filter(({ missing }) => missing === undefined)
        .flatMap((button) => button.menu ?? [button])
        .filter(({ action }) => !COPIES.has(action))
        .map(({ label, action }) => ({ label, action })),
      {
        label: t('Open'),
        action: 'openUpload',
        value: jobId,
        description: t('Open the upload to {0}', input.names.segment.forTree()),
      },
    ],
  };
}
