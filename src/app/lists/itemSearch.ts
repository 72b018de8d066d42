import { OutsideText } from '../../common/outsideText';
import type { Resource } from './plainItem';
import { fold, hasAllWords, wordsIn } from './searchWords';

/** What is known about the items of an account besides what the API's list has. */
export interface ItemKnowledge {
  /** The retailer's name, if known. */
  retailerName?(retailerId: string | undefined): OutsideText | undefined;
}

/** What an item is found by: texts, folded, one part a line; and IDs. */
interface SearchText {
  retailer: OutsideText | undefined;
  text: string;
  ids: string;
}

/**
 * Makes a search for items by words in name, description, retailer, channels and ID (that of the retailer
 * only as long as its name isn't known), and in what `moreOf` adds. It tells whether an item has all
 * words, in any order, each within one part. Create the predicate once per filter: it runs ten thousand
 * times per keystroke, so what an item is found by is computed once.
 */
export function itemSearch<
  T extends Resource & { retailerId?: string; channels: readonly string[] },
  K extends ItemKnowledge = ItemKnowledge,
>(
  moreOf: (
    item: T,
    known: K,
  ) => { texts: readonly (string | undefined)[]; ids?: readonly string[] },
): (text: string, known: K) => (item: T) => boolean {
  const kept = new WeakMap<T, SearchText>();
  const read = (item: T, retailer: OutsideText | undefined, known: K): SearchText => {
    const last = kept.get(item);
    if (last && OutsideText.same(last.retailer, retailer)) return last;
    const { texts, ids = [] } = moreOf(item, known);
    const own = [item.name?.raw(), retailer?.raw(), item.description?.raw()];
    const found = {
      retailer,
      text: fold([...own, ...texts, ...item.channels].join('\n')),
      ids: [item.id, retailer ? undefined : item.retailerId, ...ids].join('\n'),
    };
    kept.set(item, found);
    return found;
  };
  return (typed, known) => {
    const words = wordsIn(typed);
    if (words.length === 0) return () => true;
    const names = new Map<string | undefined, OutsideText | undefined>();
    return (item) => {
      const { retailerId } = item;
      if (!names.has(retailerId)) names.set(retailerId, known.retailerName?.(retailerId));
      const { text, ids } = read(item, names.get(retailerId), known);
      return hasAllWords(words, text, ids);
    };
  };
}
