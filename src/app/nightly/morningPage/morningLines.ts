import { t } from '@vscode/l10n';
import { groupBy, present } from '../../../common/records';
import type { Line, Press } from '../../../webview/uploadModel';
import { wayNotes, wayOf, type Fold } from '../../uploads/report/stateTables';
import { doneText, kindOf, nightKinds } from '../report/nightKinds';
import { acceptedText, entryName, needsPerson, whyOf } from '../report/nightTexts';
import type { EntryView } from './nightView';

/** The export isn't there, or not the one that was to come: another file can be chosen. */
const WITHOUT_FILE: ReadonlySet<string> = new Set([
  'export-missing',
  'export-ambiguous',
  'not-found',
]);

/** The line of an entry that needs someone. */
export function needLine(view: EntryView): Line {
  const { entry, key } = view;
  const { text, by } = whyOf(entry);
  return {
    id: key,
    name: entryName(entry),
    text,
    by,
    state: { icon: 'error', text: t('Needs you') },
    numbers: [acceptedText(entry)],
    notes: wayNotes(waysOf(view).slice(0, 2), true),
  };
}

/** Those who need no one, by kind: each is in one. */
export function restFolds(views: readonly EntryView[]): Fold[] {
  const all = nightKinds();
  const byKind = groupBy(
    views.filter(({ entry }) => !needsPerson(entry)),
    ({ entry }) => kindOf(entry, all),
  );
  return all.map((kind) => {
    const { id, icon, name } = kind;
    const own = byKind.get(kind) ?? [];
    return {
      ...{ id, icon, name },
      text: kind.text(own.map(({ entry }) => entry)),
      lines: own.map(restLine),
    };
  });
}

/** The line of one that needs no one, under its kind. */
function restLine(view: EntryView): Line {
  const { entry, key } = view;
  return {
    id: key,
    name: entryName(entry),
    text: doneText(entry),
    numbers: [''],
    notes: wayNotes(waysOf(view), false),
  };
}

/** What can be done here about an entry. */
function waysOf({ entry, night, key }: EntryView): Press[] {
  const { jobId = '' } = entry.report ?? {};
  const way = (label: string, action: Press['action'], value = key): Press =>
    wayOf(entryName(entry), label, action, value);
  const isDeclared = needsPerson(entry) && night.declared?.has(entry.segmentId);
  // Another file can't be all parts of an export.
  const lacksFile = WITHOUT_FILE.has(entry.error?.code ?? '') && entry.files.length < 2;
  return present([
    night.jobs.has(jobId) && way(t('Open Upload'), 'openUpload', jobId),
    isDeclared &&
      (lacksFile
        ? way(t('Choose File…'), 'chooseFile')
        : way(t('Review and Send…'), 'reviewEntries')),
    isDeclared && way(t('Show Entry'), 'showEntry'),
    night.account && way(t('Show Segment'), 'showSegment'),
  ]);
}
