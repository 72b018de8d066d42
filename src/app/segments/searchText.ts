import type { Segment } from '../../api/apiTypes';
import { OutsideText } from '../../common/outsideText';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import { typeLabel } from './labels';

/** A text as it is compared: in lower case and without accents, so that "velo" finds "Vélo". */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // Most names have none, and this runs ten thousand times for the first keystroke.
  return /^[\p{ASCII}]*$/u.test(lower) ? lower : lower.normalize('NFD').replace(/\p{M}+/gu, '');
}

/** The words of a text to search for. */
export function wordsIn(text: string): string[] {
  return fold(text).split(/\s+/).filter(Boolean);
}

const texts = new WeakMap<Segment, { retailer: OutsideText | undefined; text: string }>();

/** Digits of a number that can only be part of an ID. */
const PART_OF_ID = 5;

/**
 * Whether all words occur, in any order, in what a segment is found by. A short number beside other
 * words isn't looked for in IDs, where it would occur by chance: "campaign 17" is a name.
 */
export function hasWords(
  words: readonly string[],
  segment: Segment,
  retailer: OutsideText | undefined,
): boolean {
  const text = searchTextOf(segment, retailer);
  const ids = `${segment.id}\n${retailer ? '' : (segment.retailerId ?? '')}`;
  return words.every(
    (word) =>
      text.includes(word) ||
      ((words.length === 1 || word.length >= PART_OF_ID) && ids.includes(word)),
  );
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
