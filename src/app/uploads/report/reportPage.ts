import { t } from '@vscode/l10n';
import { OutsideText } from '../../../common/outsideText';
import { NO_PROGRESS, type JobSummary } from '../../../upload/jobTypes';
import type { FactsSection, UploadModel, UploadSection } from '../../../webview/uploadModel';
import type { TargetNames } from '../messages';
import { jobModel } from '../page/jobPage';
import type { ReportFile } from './reportFile';

/**
 * The page of a report that is only a file: as that of an upload that has ended, but nothing can be
 * done with it except to copy it. `name`: of its file; `now`: milliseconds since 1970.
 */
export function reportModel(file: ReportFile, name: string, now: number): UploadModel {
  const { report } = file;
  const model = jobModel({
    job: jobOfReport(file),
    requests: [],
    names: namesOfReport(file),
    readings: [],
    // Which rows were rejected isn't in a report.
    unnamed: report.refused,
    now,
  });
  const { start = [] } = model.bar ?? {};
  return {
    ...model,
    context: {
      ...model.context,
      items: [{ text: t('Report {0}', name) }, ...model.context.items],
    },
    last: model.last.map((section) => withoutPresses(section, factsOf(file))),
    bar: { start, buttons: [] },
  };
}

/** The upload that a report is of, as far as it says. */
export function jobOfReport({ report, files, ...target }: ReportFile): JobSummary {
  const { rows, fields, blank, invalid, duplicates, sent, unsent, calls } = report;
  const { cleared, maybeCleared, error } = report;
  return {
    jobId: report.jobId,
    state: report.state,
    target: {
      origin: '',
      clientId: '',
      accountId: report.accountId,
      segmentId: report.segmentId,
      ...target,
      identifierType: target.identifierType ?? '',
    },
    operation: report.operation,
    files,
    plannedAt: report.startedAt,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    ...(cleared && { cleared }),
    ...(maybeCleared && { maybeCleared }),
    counts: {
      ...{ rows, blank, invalid, duplicates, good: sent + unsent },
      ...(fields !== undefined && { fields }),
    },
    progress: NO_PROGRESS,
    calls,
    ...(error && { error }),
    report,
    resumable: false,
    elsewhere: false,
    readings: [],
  };
}

/** The segment's name, otherwise its ID, as the terminal has it. */
export function namesOfReport({ report, segmentName }: ReportFile): TargetNames {
  return { segment: OutsideText.name(segmentName || report.segmentId) };
}

function factsOf({ report }: ReportFile): FactsSection['items'] {
  return [
    { label: t('Account'), text: report.accountId },
    { label: t('Segment ID'), text: report.segmentId },
    { label: t('Upload'), text: report.jobId },
  ];
}

/** Its files and its segment may be on another machine, or of another account. */
function withoutPresses(section: UploadSection, more: FactsSection['items']): UploadSection {
  if (section.type !== 'facts') return section;
  const items = section.items.map(({ label, text }) => ({ label, text }));
  return { ...section, items: [...items, ...more] };
}
