import { t } from '@vscode/l10n';
import { segmentsIn } from '../../api/algebra';
import { count, plural } from '../../common/format';
import type { AudiencesSection } from '../../webview/segmentModel';
import { audienceSentence } from '../audiences/audienceSentence';
import { audienceName } from '../audiences/audienceUsage';
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
  if (audiences === 'noPermission' || audiences === 'failed')
    return {
      ...instead(
        audiences === 'failed'
          ? t('Couldn’t look them up.')
          : t('The application doesn’t have the “{0}” permission.', 'Audiences Read'),
      ),
      press: { label: t('Try Again'), action: 'refresh' },
    };
  if (audiences.length === 0)
    return instead(
      t(
        'No audience of this account uses it. Audiences of other accounts that use a shared segment aren’t visible from here.',
      ),
    );
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
      sentence: audienceSentence(audience.algebra, nameOf, segmentId),
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
