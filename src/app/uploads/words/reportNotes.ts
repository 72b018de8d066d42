import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { Report } from '../../../upload/jobTypes';
import { isOwnNote, redactedWarningText } from '../../../upload/journal/report';

const MOST = 20;

type Warning = Report['warnings'][number];

/** What else there is to know of an upload, which concerns no row: of this extension, and from Criteo. */
export function notesOf({
  warnings,
}: Pick<Report, 'warnings'>): Record<'own' | 'criteos', OutsideText[]> {
  const own = warnings.filter(isOwnNote);
  return {
    own: own.map(({ title, code = '' }) => OutsideText.text(title ?? code)),
    criteos: warnings
      .filter((warning) => !own.includes(warning))
      .map((warning) => OutsideText.text(warningText(warning))),
  };
}

/** The same as lines of a terminal, at most 20. */
export function noteLines(report: Pick<Report, 'warnings'>): string[] {
  const { own, criteos } = notesOf(report);
  return [
    ...own.map((note) => t('Note: {0}', note.forTerminal())),
    ...criteos.map((warning) => t('Warning from Criteo: {0}', warning.forTerminal())),
  ].slice(0, MOST);
}

function warningText({ code, title, count: times = 1 }: Warning): string {
  const text = [code, title].filter(Boolean).join(': ') || redactedWarningText();
  return times > 1 ? t('{0} ({1} times)', text, count(times)) : text;
}
