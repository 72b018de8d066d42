import { t } from '@vscode/l10n';
import { segmentsIn } from '../../api/algebra';
import { clock, count, plural } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import type { AudiencesSection } from '../../webview/segmentModel';
import { usersOf } from '../audiences/audienceList';
import { audienceSentence } from '../audiences/audienceSentence';
import { audienceName, noUseText, unknownUses } from '../audiences/audienceUsage';
import type { SegmentSnapshot } from './segmentSnapshot';
import { FIRST_ROWS } from './uploadsTable';

/** The audiences that use the segment, each with its rule in words; then what isn't known. */
export function audiencesSection({
  audiences,
  audiencesAsOf,
  segmentId,
  nameOfOther,
}: Pick<
  SegmentSnapshot,
  'audiences' | 'audiencesAsOf' | 'segmentId' | 'nameOfOther'
>): AudiencesSection {
  const instead = (text: string): AudiencesSection => ({
    title: t('Used by audiences'),
    items: [],
    text,
  });
  const tryAgain = { label: t('Try Again'), action: 'refresh' } as const;
  if (audiences === 'loading') return instead(t('Looking up…'));
  if (audiences === 'noPermission' || audiences === 'failed')
    return {
      ...instead(
        audiences === 'failed'
          ? t('Couldn’t look them up.')
          : t('The application doesn’t have the “{0}” permission.', 'Audiences Read'),
      ),
      press: tryAgain,
    };
  const asOf =
    audiencesAsOf === undefined
      ? undefined
      : { text: t('As of {0}: reading them again failed.', clock(audiencesAsOf)), press: tryAgain };
  const users = usersOf(audiences, segmentId);
  if (users.length === 0)
    return {
      ...instead([noUseText(audiences), ...unknownUses(audiences, inPage)].join(' ')),
      ...(asOf && { asOf }),
    };
  const nameOf = (id: string): string => {
    const name = nameOfOther(id);
    return name && !name.isBlank ? name.forTree() : id;
  };
  return {
    title: plural(users.length, {
      one: t('Used by {0} audience', count(users.length)),
      other: t('Used by {0} audiences', count(users.length)),
    }),
    items: users.map((audience) => ({
      name: audienceName(audience).forTree(),
      sentence: audienceSentence(audience.algebra, nameOf, segmentId),
    })),
    ...(users.length > FIRST_ROWS && { more: t('Show All {0}', count(users.length)) }),
    press: { label: t('Show Audiences'), action: 'showAudiences' },
    ...(asOf && { asOf }),
    note: unknownUses(audiences, inPage).join(' '),
  };
}

function inPage(name: OutsideText): string {
  return name.forTree();
}

/** The segments whose names the sentences need. */
export function othersIn({
  audiences,
  segmentId,
}: Pick<SegmentSnapshot, 'audiences' | 'segmentId'>): string[] {
  if (typeof audiences === 'string') return [];
  const ids = new Set(usersOf(audiences, segmentId).flatMap(({ algebra }) => segmentsIn(algebra)));
  ids.delete(segmentId);
  return [...ids];
}
