import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { WaysSection } from '../../../webview/uploadModel';
import { nameOf } from '../../segments/labels';
import { typeIcon } from './commonSections';
import type { DraftPageInput, FittingSegment } from './draftBase';

type Way = WaysSection['items'][number];

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
    {
      icon: 'add',
      text: '',
      press: { label: createLabel(type), action: 'createSegment', value: type },
      look: 'link',
    },
    ...otherSegmentWay(input, type),
  ];
}

/** The picker of segments, unless there is none to choose. `type`: to list first. */
export function otherSegmentWay({ checks }: DraftPageInput, type?: IdentifierType): Way[] {
  if (checks) return [];
  return [
    {
      icon: 'search',
      text: '',
      press: {
        label: t('Choose Another Segment…'),
        action: 'changeSegment',
        ...(type && { value: type }),
      },
      look: 'link',
    },
  ];
}

function fitWay(
  { account }: DraftPageInput,
  fit: FittingSegment,
  icon: Way['icon'],
  isFirst: boolean,
): Way {
  const { segment, retailer, size, sameRetailer } = fit;
  const text = nameOf(segment).forTree();
  const owner = retailer?.forTree();
  const note = [
    owner === undefined || sameRetailer ? owner : t('Other retailer: {0}', owner),
    fit.account.key === account?.key ? undefined : fit.account.label.forTree(),
  ].filter((part) => part !== undefined);
  return {
    icon,
    text,
    ...(note.length > 0 && { note: note.join(' · ') }),
    ...(size !== undefined && { count: count(size) }),
    press: {
      label: t('Use'),
      action: 'useSegment',
      value: fitValue(fit),
      description: t('Use {0}', text),
    },
    look: isFirst && sameRetailer ? 'primary' : 'secondary',
  };
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
