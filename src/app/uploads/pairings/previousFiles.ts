import { fileName, nameIn } from '../../../common/fileName';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Target } from '../../../upload/uploadTypes';
import { filePattern, patternFits } from './filePattern';

/** Files that an Update may be compared with. It is shown before it is used. */
export interface PreviousProposal {
  /** URIs; one list, if there are several. */
  readonly uris: readonly string[];
  /** When it was sent to this segment, in milliseconds since 1970, and the upload. */
  readonly sentAt?: number;
  readonly jobId?: string;
  /** A later update or replace has taken it out of the segment. */
  readonly isReplaced?: true;
  /** Of a file that wasn't sent from here: when it was changed last, if known. */
  readonly modifiedAt?: number;
}

/** More than these would only hide the likely ones. */
const MOST = 3;

/**
 * What the previous files of an Update may be, the likeliest first: what was sent to this segment
 * before under a name of the same pattern, the newest first (so what it has now comes before what was
 * replaced since), then files beside the new ones that
 * come right before them by their names. Never one of the new files. `patterns`: of a pairing that
 * applies. `neighbors`: URIs of the files in the same folders. Asks nobody, and reads nothing.
 */
export function proposePrevious(
  uris: readonly string[],
  { origin, segmentId }: Pick<Target, 'origin' | 'segmentId'>,
  jobs: readonly Pick<
    JobSummary,
    'jobId' | 'target' | 'operation' | 'files' | 'startedAt' | 'report'
  >[],
  neighbors: readonly string[],
  patterns: readonly string[] = [],
): PreviousProposal[] {
  const own = new Set(uris);
  const allPatterns = new Set([...patterns, ...uris.map((uri) => filePattern(fileName(uri)))]);
  const fits = (uri: string): boolean =>
    !own.has(uri) && [...allPatterns].some((pattern) => patternFits(pattern, fileName(uri)));
  const sent = jobs
    .filter(
      ({ target, operation, report }) =>
        target.origin === origin &&
        target.segmentId === segmentId &&
        operation !== 'remove' &&
        (report?.accepted ?? 0) > 0,
    )
    .map((job) => ({ job, sentAt: Date.parse(job.startedAt ?? '') }))
    .filter(({ sentAt }) => !Number.isNaN(sentAt))
    .sort((a, b) => b.sentAt - a.sentAt);
  const replacedAt = Math.max(
    ...sent
      .filter(
        ({ job: { operation, files } }) =>
          operation === 'replace' ||
          (operation === 'update' && files.some(({ uri }) => own.has(uri) || fits(uri))),
      )
      .map(({ sentAt }) => sentAt),
  );
  const proposed = sent
    .map(({ job, sentAt }): PreviousProposal => ({
      uris: [...new Set(job.files.map(({ uri }) => uri).filter(fits))],
      sentAt,
      jobId: job.jobId,
      ...(replacedAt > sentAt && { isReplaced: true }),
    }))
    .filter((proposal) => proposal.uris.length > 0);
  const right = rightBefore(uris, neighbors.filter(fits));
  const all = [...proposed, ...(right.length > 0 ? [{ uris: right }] : [])];
  // The same files are proposed once, as they were sent last.
  const seen = new Set<string>();
  return all
    .filter((proposal) => {
      const key = JSON.stringify([...proposal.uris].sort());
      return seen.has(key) ? false : seen.add(key);
    })
    .slice(0, MOST);
}

/** For each new file, the last one before it by name, where that isn't new itself. */
function rightBefore(uris: readonly string[], candidates: readonly string[]): string[] {
  const found = uris.flatMap((uri) => {
    const pattern = filePattern(fileName(uri));
    return candidates
      .filter(
        (other) =>
          folderOf(other) === folderOf(uri) &&
          patternFits(pattern, fileName(other)) &&
          compareNames(other, uri) < 0,
      )
      .sort((a, b) => compareNames(b, a))
      .slice(0, 1);
  });
  return [...new Set(found)];
}

/** By the names of two URIs: `crm-9.csv` before `crm-10.csv`. */
function compareNames(a: string, b: string): number {
  return nameIn(a).localeCompare(nameIn(b), 'en', { numeric: true });
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}
