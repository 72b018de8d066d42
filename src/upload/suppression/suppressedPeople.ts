import { FingerprintSet, type Fingerprinter } from '../../identifiers/fingerprints';
import type { IdentifierType, ValueFormat } from '../../identifiers/identifierTypes';
import { formatsMadeFrom, mayBeSame } from '../comparableFormats';
import { forEachSpelling } from '../rows/fingerprintAs';
import type { ValidRows } from '../rows/validRows';

/** Suppression lists, each as one bit: see `bitOf`. */
export type Lists = number;

/** Lists above the 31st count as that one. */
export function bitOf(list: number): Lists {
  return 1 << Math.min(list, 30);
}

/** Who is on the suppression lists, as fingerprints: no value is in memory. */
export class SuppressedPeople {
  /** Each identifier of a type, in the formats of the list and in those of `make`, with its list. */
  readonly #sets = new Map<IdentifierType, FingerprintSet>();
  /**
   * A bit for the first 23 bits of each fingerprint: most values aren't in the sets, and this megabyte stays
   * in the processor's cache, so that it is known in a tenth of the time.
   */
  readonly #filter = new Uint8Array(1 << 20);
  /** The formats that the lists have, of each type. */
  readonly #given = new Map<IdentifierType, Set<ValueFormat>>();

  /** Of the value that was added last: most have the type and format of the one before. */
  #last: { type?: IdentifierType; given?: ValueFormat; made: readonly ValueFormat[] } = {
    made: [],
  };

  /** `expected`: about how many people there will be. `make`: the formats, besides their own, in which the lists' values are needed. */
  constructor(
    private readonly fingerprinter: Fingerprinter,
    private readonly make: readonly ValueFormat[],
    private readonly expected: number,
  ) {}

  /** The formats of a type in the lists; empty if there are none. */
  formatsOf(type: IdentifierType): ReadonlySet<ValueFormat> {
    return this.#given.get(type) ?? NONE;
  }

  /** The lists that have the value `v` of a batch as it is. */
  known(type: IdentifierType, { lows, highs }: ValidRows, v: number): Lists {
    return Math.max(0, this.#setOf(type).find(lows[v], highs[v]));
  }

  /** Adds the value `v` of a batch, which is in `lists`. */
  add(type: IdentifierType, batch: ValidRows, v: number, given: ValueFormat, lists: Lists): void {
    const set = this.#setOf(type);
    forEachSpelling(this.fingerprinter, batch, v, this.#neededFor(type, given), (result) =>
      this.#put(set, result[0], result[1], lists),
    );
  }

  /** The formats in which a list's values are needed: their own first. Notes that it has such values. */
  #neededFor(type: IdentifierType, given: ValueFormat): readonly ValueFormat[] {
    if (this.#last.type === type && this.#last.given === given) return this.#last.made;
    const formats = this.#given.get(type) ?? new Set();
    this.#given.set(type, formats.add(given));
    const made = formatsMadeFrom(given, type).filter(
      (one) => one === given || this.make.some((needed) => mayBeSame(one, needed)),
    );
    this.#last = { type, given, made };
    return made;
  }

  /** Sets `lists[v]` to the lists that have the value `v` of a batch as it is. Returns whether any has one. */
  findAll(type: IdentifierType, { lows, highs, count }: ValidRows, lists: Int32Array): boolean {
    const set = this.#sets.get(type);
    lists.fill(0, 0, count);
    if (!set) return false;
    const filter = this.#filter;
    let any = false;
    for (let v = 0; v < count; v++) {
      const low = lows[v];
      if ((filter[low >>> 12] & (1 << ((low >>> 9) & 7))) === 0) continue;
      lists[v] = Math.max(0, set.find(low, highs[v]));
      any ||= lists[v] > 0;
    }
    return any;
  }

  #put(set: FingerprintSet, low: number, high: number, lists: Lists): void {
    this.#filter[low >>> 12] |= 1 << ((low >>> 9) & 7);
    set.addBits(low, high, lists);
  }

  /** The lists that have the value `v` of a batch in one of these formats, however it is spelled. */
  find(type: IdentifierType, batch: ValidRows, v: number, formats: readonly ValueFormat[]): number {
    const set = this.#sets.get(type);
    let lists = 0;
    if (set)
      forEachSpelling(this.fingerprinter, batch, v, formats, (result) => {
        lists |= Math.max(0, set.find(result[0], result[1]));
      });
    return lists;
  }

  /** The formats in which a value of a format may be in the lists: its own first. */
  formats(type: IdentifierType, given: ValueFormat): ValueFormat[] {
    const listed = [...this.formatsOf(type)];
    return formatsMadeFrom(given, type).filter(
      (made) => made === given || listed.some((one) => mayBeSame(made, one)),
    );
  }

  /** Whether the lists' values are needed in a format, too, and weren't made in it. */
  isMissing(type: IdentifierType, format: ValueFormat): boolean {
    return (
      !this.make.includes(format) &&
      [...this.formatsOf(type)].some(
        (listed) =>
          listed !== format &&
          formatsMadeFrom(listed, type).some((made) => mayBeSame(made, format)),
      )
    );
  }

  #setOf(type: IdentifierType): FingerprintSet {
    let set = this.#sets.get(type);
    if (!set) {
      // Most lists have one type: only the first set is made large.
      set = new FingerprintSet(this.#sets.size === 0 ? this.expected : 0);
      this.#sets.set(type, set);
    }
    return set;
  }
}

const NONE: ReadonlySet<ValueFormat> = new Set();
