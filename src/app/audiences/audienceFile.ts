import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import { isoTime } from '../../common/format';
import { withoutFormula } from '../../csv/formatRecord';
import { writeItems } from '../lists/writeItems';
import { sentenceText } from './audienceSentence';

const COLUMNS = [
  'id',
  'name',
  'description',
  'retailerId',
  'channels',
  'rule',
  'segmentIds',
  'createdAt',
  'updatedAt',
];

/**
 * Audiences as CSV for people to review. Several channels or segments stand in one field, with
 * semicolons; times are ISO 8601.
 * @param nameOf What a segment is called in the rule, on one line.
 */
export function writeAudienceFile(
  audiences: readonly Audience[],
  nameOf: (segmentId: string) => string,
): string {
  return writeItems(
    COLUMNS,
    audiences,
    ({ id, name, description, retailerId, channels, algebra, createdAt, updatedAt }) =>
      [
        id,
        name?.raw() ?? '',
        description?.raw() ?? '',
        retailerId ?? '',
        channels.join(';'),
        sentenceText(algebra, nameOf),
        [...new Set(segmentsIn(algebra))].join(';'),
        isoTime(createdAt) ?? '',
        isoTime(updatedAt) ?? '',
      ].map(withoutFormula),
  );
}
