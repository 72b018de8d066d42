import { t } from '@vscode/l10n';
import { describe, type Failure } from '../../common/failure';
import type { SegmentModel } from '../../webview/segmentModel';
import { roleOf } from '../audiences/keepsOut';
import { accessOf, kindLabel, retailerOf } from '../segments/labels';
import { badgeOf, contextItems } from '../uploads/page/commonSections';
import { leftSinceText } from '../uploads/update/updateReport';
import { audiencesSection } from './audiencesSection';
import { chartSegment } from './chartSegment';
import { comingNext } from './comingNext';
import { figuresSection } from './figuresSection';
import { segmentFacts } from './segmentFacts';
import { segmentPresses } from './segmentPresses';
import { nameIn, type SegmentSnapshot } from './segmentSnapshot';
import { uploadsTable } from './uploadsTable';

/** The page of one segment. */
export function segmentPage(view: SegmentSnapshot): SegmentModel {
  const { segment, isGone, entries } = view;
  const access = segment && accessOf(segment);
  // One that isn't known may well be a contact list.
  const hasList = access !== 'events' && access !== 'other' && !isGone;
  const hasHistory = entries.length > 0;
  return {
    heading: { text: nameIn(view).forTree() },
    context: contextOf(view),
    ...calloutOf(view),
    ...segmentPresses({ ...view, segment: isGone ? undefined : segment }),
    ...(hasList || hasHistory
      ? { figures: figuresSection(view) }
      : !isGone && { noFigures: t('Criteo gives figures only for contact lists.') }),
    ...((hasList || hasHistory) && {
      history: { title: t('History'), chart: { segments: [chartSegment(view)] } },
      uploads: uploadsTable(view),
    }),
    ...(!isGone && { audiences: audiencesSection(view), ...(hasList && comingNext(view)) }),
    details: segmentFacts(view),
  };
}

function contextOf(view: SegmentSnapshot): SegmentModel['context'] {
  const { account, segment } = view;
  const badge = badgeOf(account);
  const type = segment?.contactList?.identifierType;
  const names = {
    segment: nameIn(view),
    account: account.label,
    retailer: segment?.retailerId ? retailerOf(segment, view.retailer) : undefined,
  };
  return {
    items: [
      // What has no identifiers says what it is instead.
      ...(segment && !type ? [{ text: kindLabel(segment) }] : []),
      ...contextItems(names, type),
      ...(segment && accessOf(segment) === 'readOnly' ? [{ text: t('read-only') }] : []),
      ...(keepsOut(view) ? [{ text: t('keeps people out') }] : []),
    ],
    ...(badge && { badge }),
  };
}

function keepsOut({ segment, audiences }: SegmentSnapshot): boolean {
  return (
    segment?.contactList !== undefined &&
    roleOf(segment, typeof audiences === 'string' ? undefined : audiences) === 'keepOut'
  );
}

function calloutOf({
  isGone,
  failure,
  leftSince,
}: SegmentSnapshot): Pick<SegmentModel, 'callout'> | undefined {
  if (isGone)
    return {
      callout: {
        tone: 'warning',
        icon: 'warning',
        text: t('This segment no longer exists. Its history on this machine is kept.'),
        presses: [{ label: t('Close Page'), action: 'close' }],
      },
    };
  if (failure) return { callout: failedReading(failure, failure.message) };
  return leftSince === undefined
    ? undefined
    : {
        callout: {
          tone: 'warning',
          icon: 'warning',
          text: leftSinceText(leftSince),
          presses: [],
        },
      };
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
