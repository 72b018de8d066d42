import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import type { Report } from '../../../upload/jobTypes';
import { isOwnNote, redactedWarningText } from '../../../upload/journal/report';

const MOST = 20;

/** What else there is to know of an upload, which concerns no row: at most 20 lines of plain text. */
export function reportNotes({ warnings }: Pick<Report, 'warnings'>): string[] {
  return warnings
    .slice(0, MOST)
    .map((warning) =>
      plainText(
        isOwnNote(warning)
          ? t('Note: {0}', warning.title ?? '')
          : t('Warning from Criteo: {0}', problemText(warning)),
      ),
    );
}

/** A warning of Criteo's or a note of this extension in one line, not yet for a certain place. */
export function problemText({ code, title, count: times = 1 }: Report['warnings'][number]): string {
  const text = [code, title].filter(Boolean).join(': ') || redactedWarningText();
  return times > 1 ? t('{0} ({1} times)', text, count(times)) : text;
}
