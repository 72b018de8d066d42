import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { plural } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import { timeText, typeLabel } from './labels';

interface Detail {
  key: string;
  label: string;
  value: OutsideText;
}

/** The details of a segment, one per line, without those that the API left out. */
export function detailsOf(segment: Segment, retailer: OutsideText | undefined): Detail[] {
  const { contactList, events } = segment;
  const retailerText =
    retailer && segment.retailerId
      ? OutsideText.join([retailer, `(${segment.retailerId})`], ' ')
      : segment.retailerId;
  const details: (Omit<Detail, 'value'> & { value: OutsideText | string | undefined })[] = [
    { key: 'description', label: t('Description'), value: segment.description },
    { key: 'type', label: t('Type'), value: typeLabel(segment.type) },
    { key: 'retailer', label: t('Retailer'), value: retailerText },
    {
      key: 'identifierType',
      label: t('Identifier type'),
      value: identifierTypeLabel(contactList?.identifierType),
    },
    { key: 'access', label: t('Access'), value: contactList?.isReadOnly ? t('read-only') : '' },
    { key: 'sharing', label: t('Sharing'), value: sharingText(contactList?.sharingStatus) },
    { key: 'activity', label: t('Activity'), value: activityText(events?.shopperActivity) },
    { key: 'window', label: t('Lookback window'), value: windowText(events?.lookbackDays) },
    { key: 'brands', label: t('Brands'), value: events?.brandIds.join(', ') ?? '' },
    { key: 'categories', label: t('Categories'), value: events?.categoryIds.join(', ') ?? '' },
    { key: 'prices', label: t('Prices'), value: priceText(events?.minPrice, events?.maxPrice) },
    { key: 'channels', label: t('Channels'), value: segment.channels.join(', ') },
    { key: 'created', label: t('Created'), value: timeText(segment.createdAt) },
    { key: 'updated', label: t('Updated'), value: timeText(segment.updatedAt) },
    { key: 'id', label: t('ID'), value: segment.id },
  ];
  return details.flatMap(({ value, ...detail }) => {
    const text = value instanceof OutsideText ? value : OutsideText.text(value ?? '');
    return text.isBlank ? [] : [{ ...detail, value: text }];
  });
}

function sharingText(status: string | undefined): string {
  if (status === 'NotShared') return t('not shared');
  if (status === 'SharedWithAll') return t('shared with all');
  if (status === 'SharedWithDemandAccounts') return t('shared with demand accounts');
  return status ?? '';
}

function activityText(activity: string | undefined): string {
  if (activity === 'View') return t('viewed a product');
  if (activity === 'Buy') return t('bought a product');
  if (activity === 'AddToCart') return t('added a product to the cart');
  return activity ?? '';
}

function windowText(window: string | undefined): string {
  const days = /^Last(\d+)Days$/.exec(window ?? '')?.[1];
  if (!days) return window ?? '';
  return plural(Number(days), { one: t('last {0} day', days), other: t('last {0} days', days) });
}

function priceText(lowest: string | undefined, highest: string | undefined): string {
  if (lowest && highest) return t('{0} to {1}', lowest, highest);
  if (lowest) return t('from {0}', lowest);
  return highest ? t('up to {0}', highest) : '';
}
