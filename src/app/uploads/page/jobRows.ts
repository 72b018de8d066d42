import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { knownType } from '../../../identifiers/identifierTypes';
import type { FactsSection, RowsSection, ShareKind } from '../../../webview/uploadModel';
import { formatLabel, nonEmptyTexts } from '../messages';
import type { JobView } from './jobView';
import { rowsSection } from './sections';

/** What became of all rows of the files. Their sum is the number of rows. */
export function jobRowsSection(view: JobView): RowsSection {
  const { accepted, refused, unknown, unsent, duplicates, invalid, blank } = view.rows;
  const shares: { kind: ShareKind; rows: number; text: string }[] = [
    { kind: 'accepted', rows: accepted, text: t('accepted') },
    { kind: 'rejected', rows: refused, text: t('rejected') },
    { kind: 'unknown', rows: unknown, text: t('unknown') },
    { kind: 'unsent', rows: unsent, text: unsentText(view) },
    { kind: 'duplicates', rows: duplicates, text: t('duplicates') },
    { kind: 'invalid', rows: invalid, text: t('invalid') },
    { kind: 'blank', rows: blank, text: t('blank') },
  ];
  const hint = nonEmptyTexts([
    view.phase === 'ended' && accepted > 0 && acceptedHint(view),
    view.phase === 'ended' && unknown > 0 && unknownHint(view),
  ]).join(' ');
  // The first one leads, so it isn't a zero.
  const present = shares.filter(({ rows }) => rows > 0);
  return rowsSection(t('Rows'), present, hint === '' ? {} : { hint });
}

function unsentText({ phase, job }: JobView): string {
  if (phase !== 'sending') return t('not sent');
  if (job.progress.stopping !== undefined) return t('not answered or not sent');
  return job.state === 'running' ? t('not answered yet') : t('not sent yet');
}

function acceptedHint({ job: { operation, target } }: JobView): string {
  if (operation === 'remove')
    return t('Accepted means well-formed. Criteo doesn’t say whether they were in the segment.');
  return knownType(target.identifierType) === 'Email'
    ? t('Accepted means well-formed. Criteo doesn’t say whether an address matched a person.')
    : t('Accepted means well-formed. Criteo doesn’t say whether an identifier matched a person.');
}

function unknownHint({ lost, job }: JobView): string {
  if (lost === 0) return t('Unknown means that Criteo gave no count.');
  return job.resumable
    ? t('Unknown means that the answer was lost. Resume sends these again.')
    : t('Unknown means that the answer was lost.');
}

/** For a removal in all hash formats: what became of the identifiers in the other ones. */
export function formatsSection({ report }: JobView): FactsSection | undefined {
  const forms = report?.forms ?? [];
  if (forms.length === 0) return undefined;
  return {
    type: 'facts',
    title: t('Same people in other hash formats'),
    items: forms.map(({ form, sent, accepted, refused, unknown }) => ({
      label: formatLabel(form),
      text: nonEmptyTexts([
        t('{0} of {1} accepted', count(accepted), count(sent)),
        refused > 0 && t('{0} rejected', count(refused)),
        unknown > 0 && t('{0} unknown', count(unknown)),
      ]).join(', '),
    })),
  };
}
