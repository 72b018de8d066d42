import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import { audiencesText, segmentsText } from '../../common/counts';
import { anyOf } from '../../common/format';
import { typedText } from '../lists/searchWords';
import { unknownUses } from './audienceUsage';
import type { AudienceViewFilter } from './audienceView';

/** More segments than these are counted instead of named. */
const MOST_NAMED = 3;

/**
 * Said above the rows of the Audiences view: why it is short, or that nothing is found, and what that
 * doesn't prove. Undefined where the filter needs no word.
 * @param audiences Those of the accounts shown, all of them.
 * @param matches The number of those that the filter lets through.
 * @param nameOf What a segment is called, on one line.
 */
export function audienceViewText(
  { text, segmentIds }: AudienceViewFilter,
  audiences: readonly Audience[],
  matches: number,
  nameOf: (segmentId: string) => string,
): string | undefined {
  const typed = typedText(text);
  const segments =
    segmentIds.length > MOST_NAMED
      ? t('any of {0}', segmentsText(segmentIds.length))
      : anyOf(segmentIds.map((id) => t('“{0}”', nameOf(id))));
  if (matches > 0)
    return segmentIds.length > 0 ? t('Only audiences that use {0}.', segments) : undefined;
  if (typed !== '') {
    const where = t(
      'No audience matches “{0}”. Looked in name, description, retailer, channel, ID and segments of {1}.',
      typed,
      audiencesText(audiences.length),
    );
    return segmentIds.length > 0
      ? `${where} ${t('Only audiences that use {0}.', segments)}`
      : where;
  }
  if (segmentIds.length === 0) return undefined;
  return [t('No audience in this view uses {0}.', segments), ...unknownUses(audiences)].join(' ');
}
