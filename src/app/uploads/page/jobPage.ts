import { t } from '@vscode/l10n';
import { present } from '../../../common/records';
import type { JobState } from '../../../upload/jobTypes';
import type {
  LinesSection,
  TimesSection,
  UploadModel,
  UploadSection,
} from '../../../webview/uploadModel';
import { leftOutSection } from '../leftOutFiles';
import { touchedList } from '../outcome';
import { isInProgress, pauseOf } from '../standing';
import { suppressionSection } from '../suppression/suppressionSection';
import { factsOfReport } from '../suppression/suppressionTexts';
import { comparedSections, removedSection } from '../update/updateSections';
import { timesSection } from './commonSections';
import { jobBar } from './jobBar';
import { jobCallout } from './jobCallout';
import { jobFacts, jobNotes, replacedFileSection } from './jobFacts';
import { jobView, type JobPageFacts, type JobPageInput } from './jobPageFacts';
import { formatsSection, jobLineHeads, jobLines, jobRowsSection } from './jobRows';
import { jobSizeSection } from './jobSize';
import { jobAnnouncement, jobContext, jobHeading, jobIntro, missesComputation } from './jobTexts';
import { kindsSection } from './kindsSection';
import { progressSection, timeLeft } from './progressSection';

/**
 * The page of an upload: while it is sending, and as its report. A pause and a cancel leave the
 * step as it is: the focus moves to the heading once the upload ends.
 */
export function jobModel(input: JobPageInput): UploadModel {
  const view = jobView(input);
  return {
    step: view.phase,
    heading: jobHeading(view),
    context: jobContext(view),
    callout: jobCallout(view),
    intro: jobIntro(view),
    main: mainSections(view),
    // While it is sending, the size is a fact.
    first: present([view.phase === 'ended' && jobSizeSection(view)]),
    last: lastSections(view),
    bar: jobBar(view),
    announcement: jobAnnouncement(view),
  };
}

function lastSections(view: JobPageFacts): UploadSection[] {
  if (view.phase === 'unreadable') return [];
  const [facts, times] = [jobFacts(view), jobTimes(view)];
  return present(
    view.phase === 'sending' ? [facts, times] : [replacedFileSection(view), times, facts],
  );
}

function mainSections(view: JobPageFacts): UploadSection[] {
  const { phase, plan, rows, unnamed } = view;
  if (phase === 'unreadable') return [];
  const kinds =
    plan &&
    kindsSection(plan, {
      rejected: rows.refused,
      showsRejected: rows.refused > unnamed,
      isReadOnly: view.lacksRows,
      listed: view.listed,
    });
  const report = [
    jobRowsSection(view),
    ...removalSections(view),
    filesSection(view),
    formatsSection(view),
    phase !== 'sending' && kinds,
  ];
  const progress = progressSection(view);
  const notSent = leftOutSection(view.leftOut);
  return present(
    phase === 'sending'
      ? [progress, ...report, ...jobNotes(view), notSent]
      : [notSent, ...report, progress, ...jobNotes(view)],
  );
}

/** What became of the people who left and of those who are suppressed, and what was compared. */
function removalSections({
  report,
  phase,
  allAdded,
  job: { files },
}: JobPageFacts): (UploadSection | undefined)[] {
  if (!report) return [];
  const { removed, suppression } = report;
  const state = { isSending: phase === 'sending', allAdded };
  return [
    removed && removedSection(t('People who left'), removed, state),
    ...comparedSections(report),
    suppression && removedSection(t('Suppressed people'), suppression.removed, state),
    suppression && suppressionSection(factsOfReport(suppression), files, {}),
  ];
}

/** What became of each file, where there are several. */
function filesSection(view: JobPageFacts): LinesSection | undefined {
  if (view.job.files.length < 2) return undefined;
  return {
    type: 'lines',
    title: t('Files'),
    heads: jobLineHeads(),
    groups: [{ id: view.job.jobId, lines: jobLines(view, false) }],
  };
}

function jobTimes(view: JobPageFacts): TimesSection | undefined {
  const { job, report, now, endedAt, underWay, isGone } = view;
  if (isInProgress(job)) {
    const hint = present([
      missesComputation(now, timeLeft(view)),
      underWay && t('You can close this page. Closing VS Code pauses the upload.'),
    ]).join(' ');
    return timesSection(now, nowText(view), now, { hint: hint || undefined });
  }
  // Nothing changes if nothing was sent, or nothing of it is left.
  if (report === undefined || !touchedList(report) || isGone) return undefined;
  return timesSection(endedAt, endText(view), now, { ended: true });
}

function nowText({ job }: JobPageFacts): string {
  if (job.state === 'queued') return t('waiting');
  if (job.state === 'paused' || pauseOf(job.progress)) return t('paused');
  return job.progress.phase === 'clearing' ? t('clearing') : t('sending');
}

function endText({ job }: JobPageFacts): string {
  const texts: Partial<Record<JobState, string>> = {
    finished: t('sent'),
    cancelled: t('cancelled'),
    paused: t('paused'),
    interrupted: t('interrupted'),
  };
  return texts[job.state] ?? t('stopped');
}
