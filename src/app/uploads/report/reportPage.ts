import { t } from '@vscode/l10n';
import { pick } from '../../../common/records';
import { NO_PROGRESS, type JobSummary } from '../../../upload/jobTypes';
import type { UploadModel, UploadSection } from '../../../webview/uploadModel';
import { moreMenu, reportCopy } from '../page/jobBar';
import { jobModel } from '../page/jobPage';
import { namesOf, type Receipt } from '../receipt/receipt';

/**
 * The page of a report that is only a file: as that of an upload that has ended, but nothing can be
 * done with it except to copy it. `name`: of its file; `now`: milliseconds since 1970.
 */
export function reportModel(receipt: Receipt, name: string, now: number): UploadModel {
  const model = jobModel({
    job: jobOfReport(receipt),
    requests: [],
    names: namesOf(receipt),
    readings: [],
    // Which rows were rejected isn't in a report.
    unnamed: receipt.refused,
    receipt,
    leftOut: receipt.leftOut,
    now,
  });
  return {
    ...model,
    context: {
      ...model.context,
      items: [{ text: t('Report {0}', name) }, ...model.context.items],
    },
    main: withoutPresses(model.main),
    first: withoutPresses(model.first),
    last: withoutPresses(model.last),
    bar: { start: [moreMenu([reportCopy()])], buttons: [] },
  };
}

/** The upload that a report is of, as far as it says. */
function jobOfReport(report: Receipt): JobSummary {
  const { files = [], identifierType = '', accountId, segmentId, startedAt, sent, unsent } = report;
  return {
    ...pick(report, ['jobId', 'state', 'operation', 'startedAt', 'finishedAt', 'calls']),
    ...pick(report, ['cleared', 'maybeCleared', 'error']),
    report,
    files: files.map(({ uri }) => ({ uri, size: 0 })),
    target: {
      origin: '',
      clientId: '',
      accountId,
      segmentId,
      identifierType,
    },
    plannedAt: startedAt,
    counts: {
      ...pick(report, ['rows', 'fields', 'blank', 'invalid', 'suppressed', 'duplicates']),
      good: sent + unsent,
    },
    progress: NO_PROGRESS,
    resumable: false,
    elsewhere: false,
    readings: [],
  };
}

/** Its files and its segment may be on another machine, or of another account. */
function withoutPresses(sections: readonly UploadSection[]): UploadSection[] {
  const text = JSON.stringify(sections, (key, value: unknown) =>
    key === 'press' ? undefined : value,
  );
  return JSON.parse(text) as UploadSection[];
}
