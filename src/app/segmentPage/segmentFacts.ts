import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { day, dayTime } from '../../common/format';
import type { SegmentModel } from '../../webview/segmentModel';
import { detailsOf } from '../segments/labels';
import type { SegmentSnapshot } from './segmentSnapshot';

/** Said in the heading, or at the end. */
const LEFT_OUT: readonly string[] = ['retailer', 'identifierType', 'id'];
/** In their order, after what the segment is. */
const LAST: readonly string[] = ['sharing', 'created', 'updated'];

/** What else the API says about the segment. An unknown one has only its ID. */
export function segmentFacts({
  segment,
  segmentId,
  now,
}: Pick<SegmentSnapshot, 'segment' | 'segmentId' | 'now'>): SegmentModel['details'] {
  return {
    type: 'facts',
    title: t('Details'),
    items: [...(segment ? factsOf(segment, now) : []), { label: t('ID'), text: segmentId }],
    copy: { label: t('Copy ID'), action: 'copyId' },
  };
}

function factsOf(segment: Segment, now: number): { label: string; text: string }[] {
  const times: Record<string, string | undefined> = {
    created: segment.createdAt === undefined ? undefined : day(segment.createdAt, now),
    updated: segment.updatedAt === undefined ? undefined : dayTime(segment.updatedAt, now),
  };
  const details = detailsOf(segment, undefined).filter(({ key }) => !LEFT_OUT.includes(key));
  const isLast = ({ key }: { key: string }): boolean => LAST.includes(key);
  return [...details.filter((detail) => !isLast(detail)), ...details.filter(isLast)].map(
    ({ key, label, value }) => ({ label, text: times[key] ?? value.forTree() }),
  );
}
