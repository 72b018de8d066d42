import { basename } from 'node:path/posix';
import type { Receipt } from '../../src/app/uploads/receipt/receipt';

/** A folder that a file is in: the terminal names files by their paths, the window by their names. */
const FOLDER = /\S+[/\\](?=[^/\\\s]+\.csv)/g;

/** A report without what differs between two equal uploads: IDs, times and folders. */
export function comparableReport(report: Receipt): object {
  const { cleared, maybeCleared, error, size, files } = report;
  return {
    ...report,
    jobId: '',
    segmentId: '',
    // The terminal asks for none, and each test has a segment of its own.
    ...{ accountName: '', retailerName: '', segmentName: '' },
    startedAt: '',
    finishedAt: '',
    cleared: cleared !== undefined,
    maybeCleared: maybeCleared !== undefined,
    files: files?.map((file) => ({ ...file, uri: decodeURIComponent(basename(file.uri)) })),
    size: size && { ...size, before: { ...size.before, read: size.before.read?.identifiers } },
    error: error && { ...error, message: error.message.replace(FOLDER, ''), traceId: '' },
  };
}
