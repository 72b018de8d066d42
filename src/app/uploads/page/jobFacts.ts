import { t } from '@vscode/l10n';
import { requestsText } from '../../../common/counts';
import { fileName, fileNames } from '../../../common/fileName';
import { count, timeOfDay } from '../../../common/format';
import { present } from '../../../common/records';
import type { FactsSection, NotesSection, Press } from '../../../webview/uploadModel';
import { maybeClearedText } from '../messages';
import { sentTexts, type ReceiptText } from '../receipt/receiptTexts';
import { laterUploadTexts } from '../resumeOld';
import { notesOf } from '../words/reportNotes';
import { localSpan, utcSpan } from '../words/timeSpan';
import { notesSection } from './commonSections';
import type { JobPageFacts } from './jobPageFacts';
import { jobSizeText } from './jobSize';

/** Files that are listed one by one. */
const MAX_FILES = 10;

type Fact = FactsSection['items'][number];

/** What was sent, and how. */
export function jobFacts(view: JobPageFacts): FactsSection {
  const { job, names, phase, now } = view;
  const segment = names.segment.forTree();
  return {
    type: 'facts',
    title: phase === 'sending' ? t('Upload') : t('Details'),
    items: present([
      ...fileFacts(job.files),
      ...sentTexts(view.receipt, view.report).map(sentFact),
      job.target.segmentId && {
        label: t('Segment'),
        text: segment,
        press: { label: segment, action: 'showSegment' },
      },
      phase === 'ended' && timeFact(view),
      fact(t('Requests'), requestsFact(view)),
      phase === 'sending' && fact(t('Segment size'), jobSizeText(view)),
      fact(t('Cleared'), job.cleared && timeOfDay(Date.parse(job.cleared), now)),
      job.state === 'cancelled' && fact(t('Cancelled'), timeOfDay(view.endedAt, now)),
      ...(phase === 'ended' ? idFacts(view) : []),
    ]),
  };
}

function fileFacts(files: JobPageFacts['job']['files']): Fact[] {
  const facts = files.slice(0, MAX_FILES).map(({ uri }, index) => {
    const label = files.length === 1 ? t('File') : t('File {0}', count(index + 1));
    return fileFact(label, fileName(uri).forTree(), uri);
  });
  const more = files.length - MAX_FILES;
  return more > 0
    ? [...facts, { label: t('Files'), text: t('… and {0} more', count(more)) }]
    : facts;
}

function sentFact({ label, text: given, uri }: ReceiptText): Fact {
  const text = typeof given === 'string' ? given : given.forTree();
  return uri === undefined ? { label, text } : fileFact(label, text, uri);
}

function fileFact(label: string, text: string, uri: string): Fact {
  return { label, text, press: { label: text, action: 'openFile', value: uri } };
}

/** From the first request to the last response. */
function timeFact({ report, job, now }: JobPageFacts): Fact | undefined {
  if (!report || job.startedAt === undefined) return undefined;
  const [from, to] = [report.startedAt, report.finishedAt].map((at) => Date.parse(at));
  return { label: t('Time'), text: localSpan(from, to, now), tooltip: utcSpan(from, to) };
}

/** What support and records need. */
function idFacts({ job: { jobId, target } }: JobPageFacts): (Fact | undefined)[] {
  return [
    fact(t('Segment ID'), target.segmentId),
    fact(t('Account ID'), target.accountId),
    fact(t('Upload ID'), jobId),
  ];
}

function fact(label: string, text: string | undefined): Fact | undefined {
  return text ? { label, text } : undefined;
}

/** Only once they are all done: while it is sending, the cells have them. */
function requestsFact({ phase, plan, report }: JobPageFacts): string | undefined {
  if (phase === 'sending' || !report || report.calls === 0) return undefined;
  const text = requestsText(report.calls);
  return plan && report.calls <= plan.calls ? text : t('{0}, including retries', text);
}

/** What else there is to know: of this extension and from Criteo. */
export function jobNotes(view: JobPageFacts): NotesSection[] {
  const { report, laterUpload, job } = view;
  const { own, criteos } = notesOf(report ?? { warnings: [] });
  const texts = [
    // That it was undone is said at the top.
    laterUpload &&
      laterUpload.undoes !== job.jobId &&
      laterUploadTexts(laterUpload)
        .slice(0, job.resumable ? 2 : 1)
        .join(' '),
    // With a report it is one of its notes.
    report === undefined && job.maybeCleared && maybeClearedText(job.maybeCleared),
    ...own.map((note) => note.forTree()),
  ];
  const warnings = criteos.map((warning) => warning.forTree());
  return present([
    notesSection(t('Notes'), texts),
    notesSection(t('Warnings from Criteo'), warnings),
  ]);
}

/** For the report of a Replace: which file the list had before, and the way to put it back. */
export function replacedFileSection({
  phase,
  replacedFile,
  laterUpload,
  now,
}: JobPageFacts): NotesSection | undefined {
  if (phase !== 'ended' || !replacedFile || laterUpload) return undefined;
  const { jobId, files, sentAt, isUnchanged, isOutdated } = replacedFile;
  const name = fileNames(files).forTree();
  const text = present([
    t('{0}, sent at {1}.', name, timeOfDay(sentAt, now)),
    !isUnchanged && t('It has changed or moved since then, so it can’t be put back.'),
    isUnchanged && isOutdated && t('What later uploads added or removed isn’t in it.'),
  ]).join(' ');
  const putBack: Press = { label: t('Put Back {0}', name), action: 'putBack', value: jobId };
  return notesSection(t('Last full file'), [isUnchanged ? { text, press: putBack } : text]);
}
