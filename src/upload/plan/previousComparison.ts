import { FingerprintSet, type Fingerprinter } from '../../identifiers/fingerprints';
import {
  VALUE_FORMATS,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { areComparable, formatsMadeFrom, mayBeSame } from '../comparableFormats';
import { Bitset } from '../rows/bitset';
import { fingerprintAs, formatsIn } from '../rows/fingerprintAs';
import type { ValidRows } from '../rows/validRows';
import type { PreviousCounts } from '../uploadTypes';

/** What a comparison found about the valid values of the previous files. */
export interface ComparisonResult extends Pick<PreviousCounts, Comparison> {
  /** People who left, by the format in the previous file. */
  removedByForm: Partial<Record<ValueFormat, number>>;
  /** Of `still`, those whose format in the new files is another one. */
  stillOtherwise: number;
  /** The unique values and their keyed sum, as in `Plan.fingerprint`. */
  distinct: number;
  sum: readonly [low: number, high: number];
}

/** What became of a valid value of a previous file. */
type Comparison = 'duplicates' | 'still' | 'notComparable' | 'shared' | 'removed';

/** How a previous value of a format is compared. */
interface Ways {
  others: readonly ValueFormat[];
  isComparable: boolean;
}

/**
 * Compares the people in the previous files of an update with those in its new files and in the other
 * files of the list, by fingerprints. One file is never in memory, and no value is.
 */
export class PreviousComparison {
  readonly #counts: Record<Comparison, number> = {
    duplicates: 0,
    still: 0,
    notComparable: 0,
    shared: 0,
    removed: 0,
  };
  /** Values of the new files in other formats, with their rows. */
  readonly #madeFromNew = new FingerprintSet();
  /** The other files, and their values in other formats. */
  readonly #others = new FingerprintSet();
  /** Previous values that aren't in the new files. */
  readonly #gone = new FingerprintSet();
  /** New rows that were found in the previous files. */
  readonly #found = new Bitset();
  /** Formats in the new and the other files: as given, and as in the tables. */
  readonly #given = new Set<ValueFormat>();
  readonly #listed = new Set<ValueFormat>();
  /** See `#waysOf`; the new and the other files have been read by then. */
  readonly #ways = new Map<ValueFormat, Ways>();
  readonly #removedByForm: Partial<Record<ValueFormat, number>> = {};
  #stillOtherwise = 0;
  #distinct = 0;
  #sumLow = 0;
  #sumHigh = 0;

  /**
   * `table`: the new files' values, each in the format `listedAs` gives for that in the file. `make`:
   * the formats, besides that one, in which they are needed to be compared.
   */
  constructor(
    private readonly type: IdentifierType,
    private readonly fingerprinter: Fingerprinter,
    private readonly table: FingerprintSet,
    private readonly make: ReadonlySet<ValueFormat>,
    private readonly listedAs: (given: ValueFormat) => ValueFormat,
  ) {}

  /** Takes values of the new files that are in the table: those whose first row is -1. */
  addNew(batch: ValidRows, firstRows: Float64Array): void {
    for (const given of formatsIn(batch)) {
      this.#given.add(given);
      this.#listed.add(this.listedAs(given));
    }
    if (this.make.size === 0) return;
    for (let v = 0; v < batch.count; v++) {
      if (firstRows[v] >= 0) continue;
      const given = VALUE_FORMATS[batch.formats[v]];
      for (const format of formatsMadeFrom(given, this.type)) {
        if (format === this.listedAs(given) || !this.#isMade(format)) continue;
        fingerprintAs(this.fingerprinter, batch, v, format);
        const [low, high] = this.fingerprinter.result;
        this.#madeFromNew.add(low, high, batch.rows[v]);
      }
    }
  }

  /** Takes values of another file of the list. */
  addOthers(batch: ValidRows): void {
    for (const given of formatsIn(batch)) {
      this.#given.add(given);
      this.#listed.add(given);
    }
    for (let v = 0; v < batch.count; v++) {
      const given = VALUE_FORMATS[batch.formats[v]];
      for (const format of formatsMadeFrom(given, this.type)) {
        if (format !== given && !this.#isMade(format)) continue;
        fingerprintAs(this.fingerprinter, batch, v, format);
        const [low, high] = this.fingerprinter.result;
        this.#others.add(low, high, 0);
      }
    }
  }

  #isMade(format: ValueFormat): boolean {
    for (const needed of this.make) if (mayBeSame(format, needed)) return true;
    return false;
  }

  /**
   * A format of previous values in which the new and the other files' values are needed to be compared
   * with them and weren't made; undefined if all were.
   */
  missingFormat(batch: ValidRows): ValueFormat | undefined {
    return formatsIn(batch).find(
      (previous) =>
        !this.make.has(previous) &&
        [...this.#given].some(
          (given) =>
            given !== previous &&
            formatsMadeFrom(given, this.type).some((made) => mayBeSame(made, previous)),
        ),
    );
  }

  /**
   * Compares previous values but those that are skipped: sets `leavers[v]` to -1 for those to remove,
   * and to 0 for the others.
   */
  findLeavers(batch: ValidRows, leavers: Float64Array, isSkipped: (v: number) => boolean): void {
    const { lows, highs } = batch;
    this.table.findAll(lows, highs, batch.count, leavers);
    for (let v = 0; v < batch.count; v++) {
      if (isSkipped(v)) {
        leavers[v] = 0;
        continue;
      }
      const found = leavers[v];
      const result = found >= 0 ? this.#find(found) : this.#compare(batch, v, lows[v], highs[v]);
      this.#counts[result]++;
      leavers[v] = result === 'removed' ? -1 : 0;
      if (result === 'removed') {
        const format = VALUE_FORMATS[batch.formats[v]];
        this.#removedByForm[format] = (this.#removedByForm[format] ?? 0) + 1;
      } else if (result === 'still' && found < 0) this.#stillOtherwise++;
      if (result === 'duplicates') continue;
      this.#distinct++;
      this.#sumLow = (this.#sumLow + lows[v]) >>> 0;
      this.#sumHigh = (this.#sumHigh + highs[v]) >>> 0;
    }
  }

  /** What became of a previous value that isn't in the table as it is. */
  #compare(batch: ValidRows, v: number, low: number, high: number): Comparison {
    const row = this.#madeFromNew.find(low, high);
    if (row >= 0) return this.#find(row);
    const { others, isComparable } = this.#waysOf(VALUE_FORMATS[batch.formats[v]]);
    let isShared = this.#others.find(low, high) >= 0;
    for (const format of others) {
      fingerprintAs(this.fingerprinter, batch, v, format);
      const [madeLow, madeHigh] = this.fingerprinter.result;
      const found = this.table.find(madeLow, madeHigh);
      if (found >= 0) return this.#find(found);
      isShared ||= this.#others.find(madeLow, madeHigh) >= 0;
    }
    if (this.#gone.add(low, high, 0) >= 0) return 'duplicates';
    if (isShared) return 'shared';
    return isComparable ? 'removed' : 'notComparable';
  }

  /** The other formats in which a previous value may be in the tables, and if it can be told. */
  #waysOf(given: ValueFormat): Ways {
    let ways = this.#ways.get(given);
    if (ways === undefined) {
      const listed = [...this.#listed];
      ways = {
        others: formatsMadeFrom(given, this.type).filter(
          (made) => made !== given && listed.some((one) => mayBeSame(made, one)),
        ),
        isComparable: [...this.#given].every((other) => areComparable(given, other, this.type)),
      };
      this.#ways.set(given, ways);
    }
    return ways;
  }

  /** The same person in two formats counts once. */
  #find(row: number): 'still' | 'duplicates' {
    if (this.#found.get(row)) return 'duplicates';
    this.#found.set(row);
    return 'still';
  }

  result(): ComparisonResult {
    return {
      ...this.#counts,
      removedByForm: this.#removedByForm,
      stillOtherwise: this.#stillOtherwise,
      distinct: this.#distinct,
      sum: [this.#sumLow, this.#sumHigh],
    };
  }
}
