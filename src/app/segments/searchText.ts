import type { Segment } from '../../api/apiTypes';
import { OutsideText } from '../../common/outsideText';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import { fold, hasAllWords } from '../lists/searchWords';
import { typeLabel } from './labels';

const texts = new WeakMap<Segment, { retailer: OutsideText | undefined; text: string }>();

/** Whether all words occur, in any order, in what a segment is found by. */
export function hasWords(
  words: readonly string[],
  segment: Segment,
  retailer: OutsideText | undefined,
): boolean {
  const text = searchTextOf(segment, retailer);
  const ids = `${segment.id}\n${retailer ? '' : (segment.retailerId ?? '')}`;
  return hasAllWords(words, text, ids);
}

/**
 * What a segment is found by besides IDs (its own, and its retailer's as long as the name isn't
 * known, as it is shown): name, retailer, type and identifier type in the words of the API and of the
 * editor, channels and description. Folded, one part a line, and computed once for each segment and
 * name of its retailer.
 */
function searchTextOf(segment: Segment, retailer: OutsideText | undefined): string {
  const known = texts.get(segment);
  if (known && OutsideText.same(known.retailer, retailer)) return known.text;
  const identifierType = segment.contactList?.identifierType;
  const text = fold(
    [
      segment.name?.raw(),
      retailer?.raw(),
      segment.type,
      typeLabel(segment.type),
      identifierType,
      identifierTypeLabel(identifierType),
      ...segment.channels,
      segment.description?.raw(),
    ].join('\n'),
  );
  texts.set(segment, { retailer, text });
  return text;
}
