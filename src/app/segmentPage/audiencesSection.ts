import { t } from '@vscode/l10n';
import { count, plural } from '../../common/format';
import type { AudiencesSection } from '../../webview/segmentModel';
import { audienceName, segmentsIn } from '../segments/audienceUsage';
import { audienceSentence } from './audienceSentence';
import type { SegmentView } from './segmentView';
import { FIRST_ROWS } from './uploadsTable';

/** The audiences that use the segment, each with its rule in words. */
export function audiencesSection({
  audiences,
  segmentId,
  nameOfOther,
}: Pick<SegmentView, 'audiences' | 'segmentId' | 'nameOfOther'>): AudiencesSection {
  const instead = (text: string): AudiencesSection => ({
    title: t('Used by audiences'),
    items: [],
    text,
  });
  if (audiences === 'loading') return instead(t('Looking up…'));
  if (audiences === 'failed')
    return {
      ...instead(
        t('Couldn’t look them up. The application may not have the Audiences Read permission.'),
      ),
      press: { label: t('Try Again'), action: 'refresh' },
    };
  // The search is per account, and a shared segment can be used in others.
  if (audiences.length === 0) return instead(t('No audience of this account uses it.'));
  const nameOf = (id: string): string => {
    const name = nameOfOther(id);
    return name && !name.isBlank ? name.forTree() : id;
  };
  return {
    title: plural(audiences.length, {
      one: t('Used by {0} audience', count(audiences.length)),
      other: t('Used by {0} audiences', count(audiences.length)),
    }),
    items: audiences.map((audience) => ({
      name: audienceName(audience).forTree(),
      sentence: audienceSentence(audience.algebra, segmentId, nameOf),
    })),
    ...(audiences.length > FIRST_ROWS && { more: t('Show All {0}', count(audiences.length)) }),
  };
}

/** The segments whose names the sentences need. */
export function othersIn({
  audiences,
  segmentId,
}: Pick<SegmentView, 'audiences' | 'segmentId'>): string[] {
  if (typeof audiences === 'string') return [];
  const ids = new Set(audiences.flatMap(({ algebra }) => segmentsIn(algebra)));
  ids.delete(segmentId);
  return [...ids];
}
