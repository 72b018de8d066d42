import {
  addressesIn,
  addressOf,
  HASHED,
  isOfOtherList,
  peopleOf,
  peopleThere,
  placeOf,
  STRANGERS,
  textAt,
  type Sent,
} from './nightFiles';
import type { Night } from './nightRun';

/** What an update can't compare with, though it should. */
export interface Obstacles {
  /** What was sent and is nowhere on disk any more. */
  lost: readonly Sent[];
  /** What updates sent that kept their file under another name. */
  otherList: readonly Sent[];
  /** A previous file was never sent. */
  isForeign: boolean;
  /** This list is a new one beside those that are known to be others. */
  isAnother: boolean;
}

export const NO_OBSTACLES: Obstacles = {
  lost: [],
  otherList: [],
  isForeign: false,
  isAnother: false,
};

/** What was sent to a segment, and what that says about the next night. */
export class SentContents {
  /** By updates and replaces since the last clear, until a finished night has compared with it. */
  #contents: Sent[] = [];
  /** What else was sent since then: whoever is in it stays while its file is there. */
  #others: Sent[] = [];
  /** The texts of what was sent before then. */
  readonly #cleared = new Set<string>();
  /** Who may be in the segment though no one sent them, or though it was allowed to forget them. */
  readonly #excused = new Set(STRANGERS);

  constructor(private readonly list: Set<string>) {
    for (const one of STRANGERS) list.add(one);
  }

  /** What stands in the way of a night. */
  obstacles(night: Night): Obstacles {
    const { operation, keep, given, text } = night;
    if (operation !== 'update') return NO_OBSTACLES;
    const compared = (given ?? (keep === undefined ? [] : [keep])).flatMap(
      (path) => textAt(path) ?? [],
    );
    // What was kept with a file that is compared with is of the same list, wherever it is kept now.
    const keeps = this.#contents
      .filter((one) => compared.includes(one.text))
      .flatMap((one) => [...one.keeps]);
    const isKeptWith = (one: Sent): boolean => keeps.some((path) => one.keeps.has(path));
    const rest = this.#contents
      .filter((one) => !compared.includes(one.text) && !isSentBy(one, night))
      .map((one) =>
        // If that file may not have been sent, either way is right.
        isOfOtherList(one, keep) && isKeptWith(one) ? { ...one, isSure: false } : one,
      );
    const isUnknown = (previous: string): boolean =>
      // A kept file of before the clear is just there; one that is given is meant.
      (given !== undefined || !this.#cleared.has(previous)) &&
      !this.#contents.some((one) => one.isSure && one.text === previous);
    return {
      otherList: rest.filter((one) => isOfOtherList(one, keep)),
      lost: rest.filter(
        (one) =>
          (!isOfOtherList(one, keep) || isKeptWith(one)) &&
          one.text !== text &&
          placeOf(one) === undefined,
      ),
      isForeign: this.#contents.length > 0 && compared.some(isUnknown),
      isAnother:
        this.#others.some(({ isKept }) => isKept) &&
        !this.#contents.some((one) => one.isKept && !isOfOtherList(one, keep)),
    };
  }

  /** Who is in the other files of the segment. */
  others(): Set<string> {
    return new Set(this.#others.flatMap((one) => [...peopleThere(one)]));
  }

  addOther(sent: Parameters<typeof sentBy>[0]): void {
    this.#others.push({ ...sentBy(sent), isSure: true });
  }

  /** Whom a night may remove, and nobody else. */
  leavers({ people, others, allowed, given, keep }: Night): Set<string> {
    const leavers = peopleOf(this.#contents);
    // Whoever is in a previous file that isn't known, too: that was allowed.
    if (allowed.includes('previous-unknown'))
      for (const path of given ?? [keep ?? ''])
        for (const one of addressesIn(textAt(path) ?? '')) leavers.add(one);
    for (const one of [...people, ...others]) leavers.delete(one);
    return leavers;
  }

  /** A night has begun that hasn't finished. */
  begin(night: Night, content: Sent, hasSent: boolean): void {
    const { keep, given = [] } = night;
    // What it has begun to compare with belongs to its list from now on.
    for (const one of this.#contents) {
      if (one === content) continue;
      const places = given.filter((path) => textAt(path) === one.text);
      // Either way is right if nothing was sent, or the same as before.
      if (isSentBy(one, night) || (places.length > 0 && !hasSent)) one.isSure = false;
      if (!hasSent) continue;
      if (places.length > 0) one.isOfUpdate = true;
      for (const place of places) one.places.add(place);
      if (keep !== undefined && (places.length > 0 || !isOfOtherList(one, keep)))
        one.keeps.add(keep);
    }
    content.isSure ||= hasSent;
    if (!this.#contents.includes(content)) this.#contents.push(content);
  }

  /** Criteo may have confirmed a clear, or not. */
  mayForget(): void {
    for (const one of peopleOf(this.#others)) this.#excused.add(one);
    this.#others = [];
  }

  /** A night may have compared with everything, or not: what was sent before it may be forgotten. */
  doubtAllBut(content: Sent): void {
    for (const one of this.#contents) if (one !== content) one.isSure = false;
  }

  finish(night: Night, { otherList }: Obstacles): void {
    const { operation, allowed, given } = night;
    if (allowed.length > 0) for (const one of peopleOf(otherList)) this.#excused.add(one);
    if (allowed.includes('other-list')) this.#others.push(...otherList);
    const compared = (given ?? []).map(textAt);
    if (operation !== 'add')
      // Whoever was added and not compared with isn't the update's, but may become so.
      this.#contents = this.#contents.filter(
        (one) => !one.isOfUpdate && !compared.includes(one.text),
      );
    for (const one of this.#contents) one.isSure = false;
    this.#contents.push({ ...sentBy(night), isSure: true });
  }

  /** Criteo has confirmed a clear: nothing of what was sent before is there any more. */
  forget(): void {
    for (const { text } of this.#contents) this.#cleared.add(text);
    this.#contents = [];
    this.#others = [];
  }

  isCleared(text: string): boolean {
    return this.#cleared.has(text);
  }

  /** Whether something of the segment is certainly kept there. */
  isKeptAt(path: string): boolean {
    return this.#contents.some(({ isSure, isKept, keeps }) => isSure && isKept && keeps.has(path));
  }

  /** What is wrong about the segment after a night. */
  whyUnclean(night: Night, { lost, otherList }: Obstacles = NO_OBSTACLES): string | undefined {
    const { people, hash, operation, allowed } = night;
    const others = peopleOf(this.#others);
    const given = (night.given ?? []).map(textAt);
    const leavers = peopleOf(
      this.#contents.filter(
        ({ isSure, isOfUpdate, text }) => isSure && (isOfUpdate || given.includes(text)),
      ),
    );
    for (const one of [...people, ...night.others]) leavers.delete(one);
    const forgiven = peopleOf(allowed.length > 0 ? [...lost, ...otherList] : []);
    const tonight = new Set([...people].map(HASHED[hash]));
    const missing = [...tonight].find((one) => !this.list.has(one));
    if (missing !== undefined) return `hasn’t got ${addressOf(missing)}`;
    const left = [...this.list].find((one) => {
      if (tonight.has(one) || operation === 'add') return false;
      const address = addressOf(one);
      if (operation === 'replace') return !others.has(address);
      return leavers.has(address) && !this.#excused.has(address) && !forgiven.has(address);
    });
    return left && `still has ${addressOf(left)}`;
  }
}

/** The codes with which a night may stop before its first request, and whether it has to. */
export function reasonsToStop(
  { allowed }: Night,
  { lost, otherList, isForeign, isAnother }: Obstacles,
): Map<string, boolean> {
  const reasons = new Map<string, boolean>();
  // Nobody says how to read it.
  if (isForeign) for (const code of ['no-column', 'ambiguous-column']) reasons.set(code, false);
  if (allowed.includes('previous-unknown')) return reasons;
  if (lost.length > 0 || isForeign)
    reasons.set(
      'previous-unknown',
      lost.some(({ isSure }) => isSure),
    );
  if (allowed.includes('other-list')) return reasons;
  // Without the file that was added first, it isn't known whether the update is of that list.
  if (isAnother || lost.some(({ operation }) => operation === 'add'))
    reasons.set('other-list', false);
  if (otherList.length > 0)
    reasons.set(
      'other-list',
      // Wherever it is kept, what a replace sent may also count as the same list.
      otherList.some(({ isSure, operation }) => isSure && operation !== 'replace'),
    );
  return reasons;
}

/** Whether a night sends what was sent before, read in the same way. */
function isSentBy({ text, columns }: Sent, night: Pick<Night, 'text' | 'columns'>): boolean {
  return text === night.text && String(columns) === String(night.columns);
}

export function sentBy({
  operation,
  text,
  columns,
  people,
  path,
  keep,
}: Pick<Night, 'operation' | 'text' | 'columns' | 'people' | 'path' | 'keep'>): Sent {
  return {
    operation,
    text,
    columns,
    people,
    places: new Set([path]),
    isOfUpdate: operation !== 'add',
    isKept: keep !== undefined,
    keeps: new Set(keep === undefined ? [] : [keep]),
    isSure: false,
  };
}
