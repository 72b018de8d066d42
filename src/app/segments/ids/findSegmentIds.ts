/** The longest text that is scanned, in UTF-16 units: about 1 MB. */
export const LONGEST_TEXT = 1_000_000;
/** Known IDs found in one text at most: a longer list of IDs is data, not something people read. */
const MOST = 5_000;

/**
 * The API's IDs have 15 digits or more, and at most those of a 64-bit integer. Not part of a word, a
 * number with a fraction or a longer number.
 */
const ID = /(?<![\p{L}\p{N}_.])\d{15,20}(?![\p{L}\p{N}_]|\.\d)/gu;
/** An ID's digits and what decides whether it is one, to each side of a place in it. */
const AROUND = 22;

/** An ID in a text; offsets in UTF-16 units. */
interface IdPlace {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** Where a text, such as JSON or Markdown, has one of the IDs that `isKnown` accepts. One pass. */
export function findSegmentIds(text: string, isKnown: (id: string) => boolean): IdPlace[] {
  const places: IdPlace[] = [];
  for (const { 0: id, index: start } of text.matchAll(ID)) {
    if (!isKnown(id)) continue;
    places.push({ id, start, end: start + id.length });
    if (places.length === MOST) break;
  }
  return places;
}

/** What looks like a segment ID at an offset; reads only what is next to it, however long the line. */
export function segmentIdAt(line: string, offset: number): IdPlace | undefined {
  const from = Math.max(0, offset - AROUND);
  const found = findSegmentIds(line.slice(from, offset + AROUND), () => true)
    .map(({ id, start, end }) => ({ id, start: start + from, end: end + from }))
    .find(({ start, end }) => start <= offset && offset <= end);
  return found;
}
