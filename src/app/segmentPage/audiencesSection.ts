import { t } from '@vscode/l10n';
import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import { clock, count, plural } from '../../common/format';
import { compact } from '../../common/records';
import type { AudiencesSection } from '../../webview/segmentModel';
import { usersOf } from '../audiences/audienceList';
import { audienceSentence } from '../audiences/audienceSentence';
import { audienceName, noUseText, unknownUses } from '../audiences/audienceUsage';
import type { SegmentSnapshot } from './segmentSnapshot';
import { showAllLabel } from './uploadsTable';

/** The audiences that use the segment, each with its rule in words; then what isn't known. */
export function audiencesSection(
  view: Pick<SegmentSnapshot, 'audiences' | 'audiencesAsOf' | 'segmentId' | 'nameOfOther'>,
): AudiencesSection {
  const { audiences, audiencesAsOf } = view;
  const title = t('Used by audiences');
  const tryAgain = { label: t('Try Again'), action: 'refresh' } as const;
  switch (audiences) {
    case 'loading':
      return { title, items: [], text: t('Looking up…') };
    case 'noPermission': {
      const permission = 'Audiences Read';
      const text = t('The application doesn’t have the “{0}” permission.', permission);
      return { title, items: [], text, press: tryAgain };
    }
    case 'failed':
      return { title, items: [], text: t('Couldn’t look them up.'), press: tryAgain };
    default:
      return compact<AudiencesSection>({
        ...usesSection(audiences, view),
        asOf:
          audiencesAsOf === undefined
            ? undefined
            : {
                text: t('As of {0}: reading them again failed.', clock(audiencesAsOf)),
                press: tryAgain,
              },
      });
  }
}

function usesSection(
  audiences: readonly Audience[],
  { segmentId, nameOfOther }: Pick<SegmentSnapshot, 'segmentId' | 'nameOfOther'>,
): AudiencesSection {
  const users = usersOf(audiences, segmentId);
  const unknown = unknownUses(audiences, (name) => name.forTree());
  if (users.length === 0)
    return {
      title: t('Used by audiences'),
      items: [],
      text: [noUseText(audiences), ...unknown].join(' '),
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
    more: showAllLabel(users),
    note: unknown.join(' '),
  };
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
