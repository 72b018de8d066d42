import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { describe, type Failure } from '../../common/failure';
import { day, dayTime } from '../../common/format';
import { compact, present } from '../../common/records';
import { liveAround, nextComputation } from '../../upload/schedule';
import type { SegmentModel } from '../../webview/segmentModel';
import { roleOf } from '../audiences/keepsOut';
import { accessOf, kindLabel, retailerOf } from '../segments/labels';
import { detailsOf } from '../segments/segmentDetails';
import { contextItems, contextOf, timesSection } from '../uploads/page/commonSections';
import { leftSinceText } from '../uploads/update/updateReport';
import { aroundFall } from './aroundFall';
import { audiencesSection } from './audiencesSection';
import { chartSegment } from './chartSegment';
import { figuresSection } from './figuresSection';
import { historyNote } from './segmentFall';
import { nameIn, type SegmentSnapshot } from './segmentSnapshot';
import { uploadsTable } from './uploadsTable';

/** The page of one segment. */
export function segmentPage(view: SegmentSnapshot): SegmentModel {
  const { segment, isGone, entries } = view;
  const access = segment && accessOf(segment);
  // One that isn't known may well be a contact list.
  const hasList = access !== 'events' && access !== 'other' && !isGone;
  const hasFigures = hasList || entries.length > 0;
  return compact<SegmentModel>({
    heading: { text: nameIn(view).forTree() },
    context: contextIn(view),
    callout: calloutOf(view),
    ...pressesOf(isGone ? undefined : segment, view),
    figures: hasFigures ? figuresSection(view) : undefined,
    noFigures: hasFigures || isGone ? undefined : t('Criteo gives figures only for contact lists.'),
    history: hasFigures
      ? compact({
          title: t('History'),
          chart: { segments: [chartSegment(view)] },
          note: historyNote(view),
        })
      : undefined,
    around: aroundFall(view),
    uploads: hasFigures ? uploadsTable(view) : undefined,
    audiences: isGone ? undefined : audiencesSection(view),
    ...(hasList && comingNext(view)),
    details: detailsIn(view),
  });
}

function contextIn(view: SegmentSnapshot): SegmentModel['context'] {
  const { account, segment, retailer } = view;
  const type = segment?.contactList?.identifierType;
  const names = {
    account: account.label,
    retailer: segment?.retailerId ? retailerOf(segment, retailer) : undefined,
  };
  return contextOf(
    account,
    present([
      // What has no identifiers says what it is instead.
      segment && !type && { text: kindLabel(segment) },
      ...contextItems(names, type),
      segment && accessOf(segment) === 'readOnly' && { text: t('read-only') },
      keepsOut(view) && { text: t('keeps people out') },
    ]),
  );
}

function keepsOut({ segment, audiences }: SegmentSnapshot): boolean {
  return (
    segment?.contactList !== undefined &&
    roleOf(segment, typeof audiences === 'string' ? undefined : audiences) === 'keepOut'
  );
}

function calloutOf({ isGone, failure, leftSince }: SegmentSnapshot): SegmentModel['callout'] {
  if (isGone)
    return {
      tone: 'warning',
      icon: 'warning',
      text: t('This segment no longer exists. Its history on this machine is kept.'),
      presses: [{ label: t('Close Page'), action: 'close' }],
    };
  if (failure) return failedReading(failure, failure.message);
  return leftSince === undefined
    ? undefined
    : { tone: 'warning', icon: 'warning', text: leftSinceText(leftSince), presses: [] };
}

/** Says that figures couldn't be read, with the failure's details. What was read before stays. */
export function failedReading(failure: Failure, text: string): SegmentModel['callout'] {
  return {
    tone: 'warning',
    icon: 'warning',
    title: t('The figures couldn’t be read'),
    text,
    details: describe(failure),
    presses: [{ label: t('Try Again'), action: 'refresh' }],
  };
}

/** The buttons and the menu: only what applies to the segment. What can't be undone is last. */
function pressesOf(
  segment: Segment | undefined,
  { entries, isReading }: SegmentSnapshot,
): Pick<SegmentModel, 'buttons' | 'refresh' | 'more'> {
  const access = segment && accessOf(segment);
  const canUpload = access === 'writable';
  const canEdit = canUpload || access === 'readOnly';
  const hasFigures = canEdit || entries.length > 0;
  return {
    buttons: present([
      canUpload && { label: t('Upload CSV…'), action: 'add', look: 'primary' },
      canUpload && { label: t('Remove with CSV…'), action: 'remove', look: 'secondary' },
      canEdit && { label: t('Edit…'), action: 'edit', look: 'secondary' },
    ]),
    refresh: refreshPress(isReading),
    more: {
      label: t('More Actions'),
      menu: present([
        canUpload && { label: t('Replace with CSV…'), action: 'replace' },
        hasFigures && { label: t('Copy Summary'), action: 'copySummary' },
        entries.length > 0 && { label: t('Export History as CSV…'), action: 'exportHistory' },
        segment && { label: t('Open as JSON'), action: 'openJson' },
        canUpload && { label: t('Clear…'), action: 'clear', danger: true },
        segment && { label: t('Delete…'), action: 'delete', danger: true },
      ]),
    },
  };
}

/** Takes a new reading of all that the page shows. */
export function refreshPress(busy: boolean): SegmentModel['refresh'] {
  return { label: busy ? t('Refreshing…') : t('Refresh'), action: 'refresh', busy };
}

/** From the last change made from here to campaigns, or that nothing is on its way. */
function comingNext({ entries, now }: SegmentSnapshot): Pick<SegmentModel, 'next' | 'noNext'> {
  const last = entries.findLast(({ kind }) => kind !== 'reading');
  if (last && now < liveAround(nextComputation(last.at)))
    return {
      next: timesSection(last.at, last.kind === 'clear' ? t('cleared') : t('sent'), now, {
        ended: true,
      }),
    };
  return {
    noNext: {
      title: t('What comes next'),
      text: t('Nothing is waiting. Criteo computes audiences at 00:00 and 12:00 UTC.'),
    },
  };
}

/** Said in the heading, or at the end. */
const LEFT_OUT: readonly string[] = ['retailer', 'identifierType', 'id'];
/** In their order, after what the segment is. */
const LAST: readonly string[] = ['sharing', 'created', 'updated'];

/** What else the API says about the segment. An unknown one has only its ID. */
function detailsIn({ segment, segmentId, now }: SegmentSnapshot): SegmentModel['details'] {
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
