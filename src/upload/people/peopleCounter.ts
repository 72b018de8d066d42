import { FingerprintSet, type Fingerprinter } from '../../identifiers/fingerprints';
import {
  IDENTIFIER_TYPES,
  VALUE_FORMATS,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { formatsMadeFrom, mayBeSame } from '../comparableFormats';
import { fingerprintText } from '../planFingerprint';
import { fingerprintAs } from '../rows/fingerprintAs';
import type { ValidRows } from '../rows/validRows';

/** What is known of an identifier: somebody has it, or one of which it can be made; as bits. */
const MADE = 1;
const GIVEN = 2;
/** In a row of an earlier reading. */
const BEFORE = 4;

/** Identifiers, each once: how many, and the sum of their fingerprints. */
class IdentifierSum {
  #count = 0;
  #low = 0;
  #high = 0;

  add(low: number, high: number): void {
    this.#count++;
    this.#low = (this.#low + low) >>> 0;
    this.#high = (this.#high + high) >>> 0;
  }

  get text(): string {
    return fingerprintText('people', this.#count, [this.#low, this.#high]);
  }
}

/**
 * Counts people, who may have identifiers of several types, each once: as fingerprints, no value is in
 * memory.
 */
export class PeopleCounter {
  people = 0;
  readonly byType = new Map<IdentifierType, number>();
  /** The formats of the emails. */
  readonly emailFormats = new Set<ValueFormat>();
  readonly #sum = new IdentifierSum();
  readonly #sumBefore = new IdentifierSum();
  /** Identifiers of all types: see `#atType`. */
  readonly #known = new FingerprintSet();
  #low = 0;
  #high = 0;

  /**
   * `formats`: those of all emails, if some can be made from others, so that people are known by them, too.
   */
  constructor(
    private readonly fingerprinter: Fingerprinter,
    private readonly formats: readonly ValueFormat[] = [],
  ) {}

  /** Of all identifiers, and of those that were in a row of an earlier reading. */
  get fingerprint(): string {
    return this.#sum.text;
  }

  get fingerprintBefore(): string {
    return this.#sumBefore.text;
  }

  /** Some of the emails can be made from others, and weren't compared with them. */
  get isAnyMissing(): boolean {
    const found = [...this.emailFormats];
    return this.formats.length === 0 && found.some((given) => madeFrom(given, found).length > 0);
  }

  /**
   * Adds a person: the values from `from` to `to`, which are as `TypedColumns` gives them. `isBefore`: they
   * are in a row of an earlier reading. Returns whether the person has none of the identifiers of others.
   */
  add(values: ValidRows, from: number, to: number, isBefore = false): boolean {
    const types = new Map<IdentifierType, boolean>();
    for (let v = from; v < to; v++) {
      const type = typeOf(values, v);
      types.set(type, (types.get(type) ?? true) && !this.#isKnown(values, v));
    }
    for (const [type, isNew] of types)
      if (isNew) this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
    for (let v = from; v < to; v++) this.#put(values, v, isBefore);
    const isNew = [...types.values()].every((one) => one);
    if (isNew) this.people++;
    return isNew;
  }

  /** Whether somebody has the value `v` of a batch, in a format in which it is or can be made. */
  #isKnown(values: ValidRows, v: number): boolean {
    return this.#formatsOf(values, v).some((format) => {
      this.#fingerprint(values, v, format);
      return this.#known.find(this.#low, this.#high) > 0;
    });
  }

  #put(values: ValidRows, v: number, isBefore: boolean): void {
    const [given, ...made] = this.#formatsOf(values, v);
    for (const format of made) {
      this.#fingerprint(values, v, format);
      this.#known.addBits(this.#low, this.#high, MADE);
    }
    this.#fingerprint(values, v, given);
    const known = this.#known.addBits(this.#low, this.#high, isBefore ? GIVEN | BEFORE : GIVEN);
    if ((known & GIVEN) === 0) this.#sum.add(this.#low, this.#high);
    if (isBefore && (known & BEFORE) === 0) this.#sumBefore.add(this.#low, this.#high);
  }

  /** The formats in which a value is compared; the first is its own. */
  #formatsOf({ rows, formats }: ValidRows, v: number): readonly ValueFormat[] {
    const given = VALUE_FORMATS[formats[v]];
    if (IDENTIFIER_TYPES[rows[v]] !== 'Email') return [given];
    this.emailFormats.add(given);
    return this.formats.length === 0 ? [given] : [given, ...madeFrom(given, this.formats)];
  }

  /** The same text may be an identifier of several types. */
  #fingerprint(values: ValidRows, v: number, format: ValueFormat): void {
    fingerprintAs(this.fingerprinter, values, v, format);
    const [low, high] = this.fingerprinter.result;
    this.#low = (low ^ Math.imul(values.rows[v] + 1, 0x9e3779b1)) >>> 0;
    this.#high = high;
  }
}

function typeOf({ rows }: ValidRows, v: number): IdentifierType {
  return IDENTIFIER_TYPES[rows[v]];
}

/** Those of `formats` that can be made from an email in another one. */
function madeFrom(given: ValueFormat, formats: readonly ValueFormat[]): ValueFormat[] {
  return formatsMadeFrom(given, 'Email').filter(
    (made) => made !== given && formats.some((format) => mayBeSame(made, format)),
  );
}
