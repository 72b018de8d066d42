import { t } from '@vscode/l10n';
import { OutsideText } from '../../../common/outsideText';
import { pick } from '../../../common/records';
import { NO_PROGRESS, type JobSummary } from '../../../upload/jobTypes';
import type { UploadModel, UploadSection } from '../../../webview/uploadModel';
import type { TargetNames } from '../messages';
import { moreMenu, reportCopies } from '../page/jobBar';
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
  return {
    ...model,
    context: {
      ...model.context,
      items: [{ text: t('Report {0}', name) }, ...model.context.items],
    },
    last: model.last.map((section) => withoutPresses(section)),
    bar: { start: [moreMenu(reportCopies())], buttons: [] },
  };
}

/** The upload that a report is of, as far as it says. */
export function jobOfReport({ report, files, ...target }: ReportFile): JobSummary {
  const { accountId, segmentId, startedAt, sent, unsent } = report;
  return {
    ...pick(report, ['jobId', 'state', 'operation', 'startedAt', 'finishedAt', 'calls']),
    ...pick(report, ['cleared', 'maybeCleared', 'error']),
    report,
    files,
    target: {
      origin: '',
      clientId: '',
      accountId,
      segmentId,
      ...target,
      identifierType: target.identifierType ?? '',
    },
    plannedAt: startedAt,
    counts: {
      ...pick(report, ['rows', 'fields', 'blank', 'invalid', 'duplicates']),
      good: sent + unsent,
    },
    progress: NO_PROGRESS,
    resumable: false,
    elsewhere: false,
    readings: [],
  };
}

/** The segment's name, otherwise its ID, as the terminal has it. */
export function namesOfReport({ report, segmentName }: ReportFile): TargetNames {
  return { segment: OutsideText.name(segmentName || report.segmentId) };
}

/** Its files and its segment may be on another machine, or of another account. */
function withoutPresses(section: UploadSection): UploadSection {
  if (section.type !== 'facts') return section;
  return { ...section, items: section.items.map((item) => ({ ...item, press: undefined })) };
}
