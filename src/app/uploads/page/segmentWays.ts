import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { UploadAction } from '../../../webview/uploadActions';
import type { Press, WaysSection } from '../../../webview/uploadModel';
import { nameOf } from '../../segments/labels';
import { typeIcon } from './commonSections';
import type { DraftPageInput, FittingSegment } from './draftBase';

type Way = WaysSection['items'][number];

/** A way that is only its link. */
export function linkWay(icon: Way['icon'], press: Press, note?: string): Way {
  return compact<Way>({ icon, text: '', note, press, look: 'link' });
}

/** Something with a name that can be used. */
export function useWay(
  way: Pick<Way, 'icon' | 'text' | 'note' | 'count' | 'look'>,
  action: UploadAction,
  value: string,
): Way {
  return compact<Way>({
    ...way,
    press: { label: t('Use'), action, value, description: t('Use {0}', way.text) },
  });
}

/** What a press on "Use" names a segment by. */
export function fitValue({
  account,
  segment,
}: Pick<FittingSegment, 'account' | 'segment'>): string {
  return `${account.key}/${segment.id}`;
}

/** Segments for identifiers of a type, and how to get another one. */
export function segmentWays(input: DraftPageInput, type: IdentifierType): Way[] {
  const { checks, fits = [] } = input;
  const icon = typeIcon(type);
  if (checks)
    return [
      {
        icon,
        text: identifierTypeLabel(type),
        press: {
          label: t('Check as {0}', identifierTypeLabel(type)),
          action: 'chooseType',
          value: type,
        },
        look: 'primary',
      },
    ];
  const ordered = [...fits].sort((a, b) => Number(b.sameRetailer) - Number(a.sameRetailer));
  return [
    ...ordered.map((fit, index) => fitWay(input, fit, icon, index === 0)),
    linkWay('add', { label: createLabel(type), action: 'createSegment', value: type }),
    ...otherSegmentWay(input, type),
  ];
}

/** The picker of segments, unless there is none to choose. `type`: to list first. */
export function otherSegmentWay({ checks }: DraftPageInput, type?: IdentifierType): Way[] {
  if (checks) return [];
  const label = t('Choose Another Segment…');
  return [linkWay('search', compact<Press>({ label, action: 'changeSegment', value: type }))];
}

function fitWay(
  { account }: DraftPageInput,
  fit: FittingSegment,
  icon: Way['icon'],
  isFirst: boolean,
): Way {
  const { segment, retailer, size, sameRetailer } = fit;
  const owner = retailer?.forTree();
  const note = present([
    owner === undefined || sameRetailer ? owner : t('Other retailer: {0}', owner),
    fit.account.key !== account?.key && fit.account.label.forTree(),
  ]);
  const way: Parameters<typeof useWay>[0] = {
    icon,
    text: nameOf(segment).forTree(),
    note: note.join(' · ') || undefined,
    count: size === undefined ? undefined : count(size),
    look: isFirst && sameRetailer ? 'primary' : 'secondary',
  };
  return useWay(way, 'useSegment', fitValue(fit));
}

/** Identifiers of a type, in a sentence. */
export function identifiersText(type: IdentifierType): string {
  return {
    Email: t('emails'),
    UserIdentifier: t('mobile IDs'),
    IdentityLink: t('LiveRamp IDs'),
    CustomerId: t('customer IDs'),
    PhoneNumber: t('phone numbers'),
  }[type];
}

function createLabel(type: IdentifierType): string {
  return {
    Email: t('Create a Segment for Emails…'),
    UserIdentifier: t('Create a Segment for Mobile IDs…'),
    IdentityLink: t('Create a Segment for LiveRamp IDs…'),
    CustomerId: t('Create a Segment for Customer IDs…'),
    PhoneNumber: t('Create a Segment for Phone Numbers…'),
  }[type];
}
