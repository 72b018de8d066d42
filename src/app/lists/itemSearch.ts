import { OutsideText } from '../../common/outsideText';
import { fold, hasAllWords, wordsIn } from './searchWords';

/** What a view's items have in common to be found by. */
interface Findable {
  id: string;
  name?: OutsideText;
  description?: OutsideText;
  retailerId?: string;
  channels: readonly string[];
}

/** What is known about the items of an account besides what the API's list has. */
export interface ItemKnowledge {
  /** The retailer's name, if known. */
  retailerName?(retailerId: string | undefined): OutsideText | undefined;
  /** What an item is found by is kept until this changes, or the name of its retailer. */
  version?: unknown;
}

interface SearchText {
  version: unknown;
  retailer: OutsideText | undefined;
  text: string;
  ids: string;
}

/**
 * Finds items by words in name, description, retailer, channels and ID: that of the retailer only as long
 * as its name isn't known. What an item is found by is computed once.
 */
export class ItemSearch<T extends Findable, K extends ItemKnowledge = ItemKnowledge> {
  private readonly texts = new WeakMap<T, SearchText>();

  /** `moreOf`: what else an item is found by. */
  constructor(
    private readonly moreOf: (
      item: T,
      known: K,
    ) => { texts: readonly (string | undefined)[]; ids?: readonly string[] },
  ) {}

  /**
   * Whether an item has all words, in any order, each within one part. Create the predicate once per
   * filter: it runs ten thousand times per keystroke.
   */
  matcher(text: string, known: K): (item: T) => boolean {
    const words = wordsIn(text);
    if (words.length === 0) return () => true;
    const names = new Map<string | undefined, OutsideText | undefined>();
    return (item) => {
      const { retailerId } = item;
      if (!names.has(retailerId)) names.set(retailerId, known.retailerName?.(retailerId));
      const found = this.textOf(item, names.get(retailerId), known);
      return hasAllWords(words, found.text, found.ids);
    };
  }

  /** Folded, one part a line. */
  private textOf(item: T, retailer: OutsideText | undefined, known: K): SearchText {
    const { version } = known;
    const last = this.texts.get(item);
    if (last && last.version === version && OutsideText.same(last.retailer, retailer)) return last;
    const { texts, ids = [] } = this.moreOf(item, known);
    const own = [item.name?.raw(), retailer?.raw(), item.description?.raw()];
    const text = {
      version,
      retailer,
      text: fold([...own, ...texts, ...item.channels].join('\n')),
      ids: [item.id, retailer ? undefined : item.retailerId, ...ids].join('\n'),
    };
    this.texts.set(item, text);
    return text;
  }
}
