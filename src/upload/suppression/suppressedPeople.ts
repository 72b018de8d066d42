import { FingerprintSet, type Fingerprinter } from '../../identifiers/fingerprints';
import type { IdentifierType, ValueFormat } from '../../identifiers/identifierTypes';
import { formatsMadeFrom, mayBeSame } from '../comparableFormats';
import { fingerprintAs } from '../rows/fingerprintAs';
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
  /** The formats that the lists have, of each type. */
  readonly #given = new Map<IdentifierType, Set<ValueFormat>>();

  /** `make`: the formats, besides their own, in which the lists' values are needed. */
  constructor(
    private readonly fingerprinter: Fingerprinter,
    private readonly make: readonly ValueFormat[],
  ) {}

  /** The formats of a type in the lists; empty if there are none. */
  formatsOf(type: IdentifierType): ReadonlySet<ValueFormat> {
    return this.#given.get(type) ?? NONE;
  }

  /** Adds the value `v` of a batch, which is in `lists`. Returns the lists that it was in before. */
  add(type: IdentifierType, batch: ValidRows, v: number, given: ValueFormat, lists: Lists): Lists {
    const set = this.#setOf(type);
    const formats = this.#given.get(type) ?? new Set();
    this.#given.set(type, formats.add(given));
    fingerprintAs(this.fingerprinter, batch, v, given);
    const [low, high] = this.fingerprinter.result;
    const known = set.addBits(low, high, lists);
    if ((known & lists) === lists) return known;
    for (const made of formatsMadeFrom(given, type)) {
      if (made === given || !this.make.some((needed) => mayBeSame(made, needed))) continue;
      fingerprintAs(this.fingerprinter, batch, v, made);
      set.addBits(this.fingerprinter.result[0], this.fingerprinter.result[1], lists);
    }
    return known;
  }

  /** Sets `lists[i]` to the lists that have a fingerprint of values as they are, or to -1. */
  findAll(
    type: IdentifierType,
    lows: Uint32Array,
    highs: Uint32Array,
    count: number,
    lists: Float64Array,
  ): void {
    const set = this.#sets.get(type);
    if (set) set.findAll(lows, highs, count, lists);
    else lists.fill(-1, 0, count);
  }

  /** The lists that have the value `v` of a batch in one of these formats. */
  find(type: IdentifierType, batch: ValidRows, v: number, formats: readonly ValueFormat[]): number {
    const set = this.#sets.get(type);
    let lists = 0;
    for (const format of set ? formats : []) {
      fingerprintAs(this.fingerprinter, batch, v, format);
      const found = set?.find(this.fingerprinter.result[0], this.fingerprinter.result[1]) ?? -1;
      if (found > 0) lists |= found;
    }
    return lists;
  }

  /** The formats, besides its own, in which a value of a format may be in the lists. */
  otherFormats(type: IdentifierType, given: ValueFormat): ValueFormat[] {
    const listed = [...this.formatsOf(type)];
    return formatsMadeFrom(given, type).filter(
      (made) => made !== given && listed.some((one) => mayBeSame(made, one)),
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
    const set = this.#sets.get(type) ?? new FingerprintSet();
    this.#sets.set(type, set);
    return set;
  }
}

const NONE: ReadonlySet<ValueFormat> = new Set();
