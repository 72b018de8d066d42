import { t } from '@vscode/l10n';
import {
  filesCountText,
  filesLeftOutText,
  segmentsLeftOutText,
  segmentsText,
} from '../../common/counts';
import { fileName, foldersToTell } from '../../common/fileName';
import { dateTime } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import { compact } from '../../common/records';
import type { JobSummary, LeftOutFile } from '../../upload/jobTypes';
import type { Line, LinesSection, UploadModel } from '../../webview/uploadModel';
import { touchedList } from './outcome';

/** A file that was left out when others were sent. */
export interface LeftOutView extends Omit<LeftOutFile, 'draft'> {
  /** The upload that sent it since. `at`: milliseconds since 1970. */
  readonly sentSince?: { jobId: string; at: number };
  /** How it can be sent after all. `add`: the others were removals, which this must not be. */
  readonly way?: 'send' | 'add';
}

/**
 * What was left out when uploads were sent together, which each of them has on record. `all`: the
 * uploads of this machine, newest first.
 */
export function leftOutOf(
  jobs: readonly JobSummary[],
  all: readonly JobSummary[],
): readonly LeftOutView[] {
  const own = new Set(jobs.map(({ jobId }) => jobId));
  const began = Math.min(...jobs.map(startOf));
  const later = all.filter((job) => !own.has(job.jobId) && startOf(job) > began && hasSent(job));
  return filesLeftOut(jobs).map(({ uri, segment, reason, draft }) => {
    const since = later.find(
      ({ files, target }) =>
        files.some((file) => file.uri === uri) && (!segment || segment.id === target.segmentId),
    );
    const sentSince = since && { jobId: since.jobId, at: startOf(since) };
    return compact<LeftOutView>({ uri, segment, reason, sentSince, way: wayOf(draft, jobs) });
  });
}

function wayOf(
  draft: object | undefined,
  [{ operation }]: readonly JobSummary[],
): LeftOutView['way'] {
  if (draft === undefined) return undefined;
  const isAdd = 'operation' in draft && draft.operation === 'add';
  return isAdd && operation === 'remove' ? 'add' : 'send';
}

/** The record of what was left out when uploads were sent together. */
export function filesLeftOut(jobs: readonly JobSummary[]): readonly LeftOutFile[] {
  return jobs.find(({ leftOut }) => leftOut)?.leftOut ?? [];
}

function startOf({ startedAt, plannedAt }: JobSummary): number {
  return Date.parse(startedAt ?? plannedAt);
}

/** An undo has the files of what it undoes. */
function hasSent({ undoes, report }: JobSummary): boolean {
  return undoes === undefined && report !== undefined && touchedList(report);
}

/** A heading of what was sent, and how many files still aren't. */
export function withLeftOut(
  heading: UploadModel['heading'],
  files: readonly LeftOutView[] = [],
): UploadModel['heading'] {
  const left = files.filter(({ sentSince }) => !sentSince);
  if (left.length === 0) return heading;
  const leftText = left[0].segment ? segmentsLeftOutText : filesLeftOutText;
  return {
    text: `${heading.text}, ${leftText(left.length)}`,
    icon: heading.icon === 'error' ? 'error' : 'warning',
  };
}

/** What wasn't sent, as a table of its own; undefined if nothing was left out. */
export function leftOutSection(files: readonly LeftOutView[] = []): LinesSection | undefined {
  if (files.length === 0) return undefined;
  const name = files[0].segment ? t('Segment') : t('File');
  const heads = { name, numbers: [], notes: t('Notes'), state: t('State') };
  return {
    type: 'lines',
    title: t('Not sent'),
    untitled: true,
    heads,
    groups: [leftOutGroup(files, heads)],
  };
}

/** What wasn't sent, as a group of a table with these heads. */
export function leftOutGroup(
  files: readonly LeftOutView[],
  { numbers }: Pick<LinesSection['heads'], 'numbers'>,
): LinesSection['groups'][number] {
  const folders = foldersToTell(files.map(({ uri }) => uri));
  return {
    id: 'left-out',
    head: {
      icon: 'circleSlash',
      title: t('Not sent'),
      text: files[0].segment ? segmentsText(files.length) : filesCountText(files.length),
      warnings: [],
    },
    lines: files.map((file, index): Line => {
      const folder = file.segment ? undefined : folders[index];
      return {
        id: `left-out/${index}`,
        name: nameOf(file).forTree(),
        ...(folder !== undefined && { text: folder }),
        state: { icon: 'circleSlash', text: t('left out') },
        numbers: numbers.map(() => ''),
        notes: [noteOf(file, index)],
      };
    }),
  };
}

/** Of the file, or of the segment to which it wasn't sent. */
export function nameOf({ uri, segment }: Pick<LeftOutFile, 'uri' | 'segment'>): OutsideText {
  return segment ? OutsideText.name(segment.name || segment.id) : fileName(uri);
}

function noteOf(file: LeftOutView, index: number): Line['notes'][number] {
  const { reason, sentSince, way } = file;
  if (!sentSince) {
    if (!way) return { text: reason };
    const label = way === 'add' ? t('Add Them There…') : t('Send It Now…');
    const description = t('{0}: {1}', nameOf(file).forTree(), label);
    const press = { label, action: 'sendLeftOut' as const, value: String(index), description };
    return { text: reason, press };
  }
  const at = dateTime(sentSince.at);
  return {
    text: t('Sent since, {0}', at),
    icon: 'info',
    press: {
      label: t('Show'),
      action: 'openUpload',
      value: sentSince.jobId,
      description: t('Show the upload of {0}', at),
    },
  };
}
