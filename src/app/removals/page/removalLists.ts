import { t } from '@vscode/l10n';
import { identifiersText, segmentsText } from '../../../common/counts';
import { plainText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { peopleWhoStay, removing, segmentKeyOf, segmentStateOf } from '../removalFigures';
import { failureText, segmentName, sentAgain } from '../removalTexts';
import type {
  PlannedRemoval,
  RemovalRecord,
  RemovalSegment,
  SegmentName,
  SkippedSegment,
} from '../removalTypes';
import { placeOf } from './removalSections';

/** Segments that a page has no room for. */
export interface SegmentsListed {
  title: string;
  items: { segment: SegmentName; name: string; place: string; note: string }[];
}

/**
 * What *Show* of a page lists: `outOfReach`, `maybeEmpty`, `again`, `all`, `type ACCOUNT TYPE`, or `stay N`, which
 * is an index into `peopleWhoStay`. `planned`: before it is sent. Undefined for anything else.
 */
export function listOf(
  list: string,
  record: RemovalRecord,
  planned?: PlannedRemoval,
): SegmentsListed | undefined {
  const [kind, first = '', second = ''] = list.split(' ');
  const listed = (
    title: string,
    segments: readonly SegmentName[],
    noteOf: (segment: SegmentName) => string = (segment) => sizeNote(segment, planned),
  ): SegmentsListed => ({
    title,
    items: segments.map((segment) => ({
      segment,
      name: segmentName(segment),
      place: placeOf(record, segment),
      note: noteOf(segment),
    })),
  });
  switch (kind) {
    case 'outOfReach':
      return listed(t('Out of reach'), record.outOfReach, (one) =>
        outOfReachNote(one as RemovalRecord['outOfReach'][number]),
      );
    case 'maybeEmpty':
      return listed(t('May be empty afterwards'), planned?.maybeEmpty ?? []);
    case 'again':
      return listed(t('Sent again'), planned?.again ?? sentAgain(record)?.segments ?? []);
    case 'all':
      return listed(t('Segments'), record.segments, (one) => stateNote(one as RemovalSegment));
    case 'type': {
      const segments = removing(record).filter(
        ({ accountId, type }) => accountId === first && type === second,
      );
      return listed(
        t('{0}: {1}', identifierTypeLabel(second), segmentsText(segments.length)),
        segments,
      );
    }
    case 'stay':
      return listed(
        t('People stay'),
        peopleWhoStay(record).at(Number(first))?.segments ?? [],
        (one) => stateNote(one as RemovalSegment),
      );
    default:
      return undefined;
  }
}

function sizeNote(segment: SegmentName, planned: PlannedRemoval | undefined): string {
  const size = planned?.sizes.get(segmentKeyOf(segment));
  return size === undefined ? '' : identifiersText(size);
}

function outOfReachNote({
  reason,
}: SkippedSegment<'read-only' | 'events' | 'unsupported'>): string {
  return {
    'read-only': t('read-only'),
    events: t('filled by events'),
    unsupported: t('of an unknown type'),
  }[reason];
}

/** What became of it. */
export function stateNote(segment: RemovalSegment): string {
  const { sendings, operation } = segment;
  const error = sendings.find((one) => one.error !== undefined)?.error;
  const text = {
    accepted: operation === 'add' ? t('added, accepted') : t('accepted'),
    again: t('accepted, to send again'),
    rejected: t('Criteo rejected some identifiers'),
    open: sendings.some(({ isWaiting }) => isWaiting)
      ? t('waits for another upload')
      : sendings.some(({ unknown }) => unknown > 0)
        ? t('answer unknown')
        : t('not sent'),
    failed: t('not accepted'),
  }[segmentStateOf(segment)];
  return present([text, error && plainText(failureText(error))]).join(': ');
}
