import type { Report } from '../../src/upload/jobTypes';

/** A folder that a file is in: the terminal names files by their paths, the window by their names. */
const FOLDER = /\S+[/\\](?=[^/\\\s]+\.csv)/g;

/** A report without what differs between two equal uploads: IDs, times and folders. */
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
    error: error && { ...error, message: error.message.replace(FOLDER, ''), traceId: '' },
  };
}
