import { t } from '@vscode/l10n';
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
    buttons: [
      ...(canUpload
        ? [
            { label: t('Upload CSV…'), action: 'add', look: 'primary' } as const,
            { label: t('Remove with CSV…'), action: 'remove', look: 'secondary' } as const,
          ]
        : []),
      ...(canEdit ? [{ label: t('Edit…'), action: 'edit', look: 'secondary' } as const] : []),
    ],
    refresh: refreshPress(isReading),
    more: {
      label: t('More Actions'),
      menu: [
        ...(canUpload ? [{ label: t('Replace with CSV…'), action: 'replace' } as const] : []),
        ...(hasFigures ? [{ label: t('Copy Summary'), action: 'copySummary' } as const] : []),
        ...(entries.length > 0
          ? [{ label: t('Export History as CSV…'), action: 'exportHistory' } as const]
          : []),
        ...(segment
          ? [
              { label: t('Open as JSON'), action: 'openJson' } as const,
              { label: t('Copy as curl'), action: 'copyAsCurl' } as const,
            ]
          : []),
        ...(canUpload ? [{ label: t('Clear…'), action: 'clear', danger: true } as const] : []),
        ...(segment ? [{ label: t('Delete…'), action: 'delete', danger: true } as const] : []),
      ],
    },
  };
}

/** Takes a new reading of all that the page shows. */
export function refreshPress(busy: boolean): SegmentModel['refresh'] {
  return { label: busy ? t('Refreshing…') : t('Refresh'), action: 'refresh', busy };
}
