import type { Receipt } from '../../src/app/uploads/receipt/receipt';

/** A folder that a file is in: the terminal names files by their paths, the window by their names. */
const FOLDER = /\S+[/\\](?=[^/\\\s]+\.csv)/g;

/** A report without what differs between two equal uploads: IDs, times and folders. */
export function comparableReport(report: Receipt): object {
  const { cleared, maybeCleared, error, size } = report;
  return {
    ...report,
    jobId: '',
    segmentId: '',
    // The terminal asks for no names.
    accountName: '',
    retailerName: '',
    startedAt: '',
    finishedAt: '',
    cleared: cleared !== undefined,
    maybeCleared: maybeCleared !== undefined,
    files: report.files?.map((file) => ({ ...file, uri: file.uri.replace(FOLDER, '') })),
    size: size && { ...size, before: { ...size.before, read: size.before.read?.identifiers } },
    error: error && { ...error, message: error.message.replace(FOLDER, ''), traceId: '' },
  };
}
