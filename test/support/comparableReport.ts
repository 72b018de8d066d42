import type { Report } from '../../src/upload/jobTypes';

/** A report without what differs between two equal uploads: IDs and times. */
export function comparableReport(report: Report): object {
  const { cleared, maybeCleared, error } = report;
  return {
    ...report,
    jobId: '',
    segmentId: '',
    startedAt: '',
    finishedAt: '',
    cleared: cleared !== undefined,
    maybeCleared: maybeCleared !== undefined,
    error: error && { ...error, traceId: '' },
  };
}
