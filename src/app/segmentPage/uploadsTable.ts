import { t } from '@vscode/l10n';
import { signedChange } from '../../common/counts';
import { fileNames } from '../../common/fileName';
import { count, dayTime, utcDateTime } from '../../common/format';
import { compact } from '../../common/records';
import { FIRST_ROWS } from '../../webview/pageModel';
import type { UploadsTable } from '../../webview/segmentModel';
import type { HistoryEntry } from '../segments/history';
import { uploadKind } from './chartSegment';
import type { SegmentSnapshot } from './segmentSnapshot';

/** The link to the other rows, if there are any. */
export function showAllLabel(rows: readonly unknown[]): string | undefined {
  return rows.length > FIRST_ROWS ? t('Show All {0}', count(rows.length)) : undefined;
}

/** What was uploaded to the segment from this machine, newest first. */
export function uploadsTable({
  entries,
  jobs,
  now,
}: Pick<SegmentSnapshot, 'entries' | 'jobs' | 'now'>): UploadsTable {
  const uploads = entries.filter(({ kind }) => kind === 'upload').reverse();
  const names = new Map(jobs.map(({ jobId, files }) => [jobId, fileNames(files).forTree()]));
  return compact<UploadsTable>({
    title: t('Last uploads'),
    heads: { file: t('File'), what: t('What'), identifiers: t('Identifiers'), when: t('When') },
    rows: uploads.map((entry) => row(entry, names, now)),
    more: showAllLabel(uploads),
    empty: uploads.length === 0 ? t('Nothing was uploaded from here.') : undefined,
  });
}

function row(
  entry: HistoryEntry,
  names: ReadonlyMap<string, string>,
  now: number,
): UploadsTable['rows'][number] {
  const { at, jobId, removal, accepted = 0, added = accepted, removed = 0, suppressed = 0 } = entry;
  const kind = uploadKind(entry);
  const name = jobId === undefined ? undefined : names.get(jobId);
  return compact<UploadsTable['rows'][number]>({
    id: `${at}-${jobId ?? ''}`,
    file:
      name ?? (removal === undefined ? t('Record deleted') : t('Removal everywhere: {0}', removal)),
    press: name === undefined ? undefined : { label: name, action: 'openUpload', value: jobId },
    kind,
    what: {
      added: t('added'),
      removed: t('removed'),
      updated: t('updated'),
      replaced: t('replaced'),
    }[kind],
    identifiers:
      kind === 'updated' || kind === 'added'
        ? signedChange(added, removed + suppressed)
        : { removed: '−', replaced: '' }[kind] + count(accepted),
    when: dayTime(at, now),
    tooltip: utcDateTime(at),
  });
}
