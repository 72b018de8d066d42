import { t } from '@vscode/l10n';
import { present } from '../../common/records';
import type { SegmentModel } from '../../webview/segmentModel';
import { accessOf } from '../segments/labels';
import type { SegmentSnapshot } from './segmentSnapshot';

/** The buttons and the menu: only what applies to the segment. What can't be undone is last. */
export function segmentPresses({
  segment,
  entries,
  isReading,
}: Pick<SegmentSnapshot, 'segment' | 'entries' | 'isReading'>): Pick<
  SegmentModel,
  'buttons' | 'refresh' | 'more'
> {
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
        segment && { label: t('Copy as curl'), action: 'copyAsCurl' },
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
