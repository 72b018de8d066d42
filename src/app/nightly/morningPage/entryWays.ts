import { t } from '@vscode/l10n';
import type { Line } from '../../../webview/uploadModel';
import { linePress, type EntryView } from './nightView';

/** The export isn't there, or not the one that was to come: another file can be chosen. */
const WITHOUT_FILE: ReadonlySet<string> = new Set([
  'export-missing',
  'export-ambiguous',
  'not-found',
]);

/** What can be done here about an entry that needs someone: a button, and a link. */
export function waysOn(view: EntryView): Line['notes'] {
  const { entry, night } = view;
  const isDeclared = night.declared?.has(entry.segmentId) ?? false;
  const review = WITHOUT_FILE.has(entry.error?.code ?? '')
    ? linePress(view, t('Choose File…'), 'chooseFile')
    : linePress(view, t('Review and Send…'), 'reviewEntries');
  const [button, link] = [
    ...openUpload(view),
    ...(isDeclared ? [review, linePress(view, t('Show Entry'), 'showEntry')] : []),
    ...showSegment(view),
  ];
  return [
    ...(button ? [{ text: '', press: button, isButton: true as const }] : []),
    ...(link ? [{ text: '', press: link }] : []),
  ];
}

/** What can be done here about one that is done: a link. */
export function wayToSee(view: EntryView): Line['notes'] {
  return [...openUpload(view), ...showSegment(view)]
    .slice(0, 1)
    .map((press) => ({ text: '', press }));
}

function openUpload(view: EntryView): ReturnType<typeof linePress>[] {
  const { jobId = '' } = view.entry.report ?? {};
  return view.night.jobs.has(jobId) ? [linePress(view, t('Open Upload'), 'openUpload', jobId)] : [];
}

function showSegment(view: EntryView): ReturnType<typeof linePress>[] {
  return view.night.account ? [linePress(view, t('Show Segment'), 'showSegment')] : [];
}
