import { FingerprintSet } from '../../identifiers/fingerprints';
import type { IdentifierType, ValueFormat } from '../../identifiers/identifierTypes';
import { fingerprintText } from '../planFingerprint';
import { formatsToMake, type PersonFingerprint, type PersonIdentifier } from './personIdentifiers';

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

  get count(): number {
    return this.#count;
  }

  add({ low, high }: PersonFingerprint): void {
    this.#count++;
    this.#low = (this.#low + low) >>> 0;
    this.#high = (this.#high + high) >>> 0;
  }

  get text(): string {
    return fingerprintText('people', this.#count, [this.#low, this.#high]);
  }
}

/** Counts people, who may have identifiers of several types, each once. */
export class PeopleCounter {
  people = 0;
  readonly byType = new Map<IdentifierType, number>();
  /** The formats of the emails. */
  readonly emailFormats = new Set<ValueFormat>();
  readonly #known = new FingerprintSet();
  readonly #sum = new IdentifierSum();
  readonly #sumBefore = new IdentifierSum();

  /** Those that were given, each once. */
  get identifiers(): number {
    return this.#sum.count;
  }

  /** Of all identifiers, and of those that were in a row of an earlier reading. */
  get fingerprint(): string {
    return this.#sum.text;
  }

  get fingerprintBefore(): string {
    return this.#sumBefore.text;
  }

  /** Whether some emails can be made from others, and need to be compared in these formats, too. */
  get isMixed(): boolean {
    const found = [...this.emailFormats];
    return found.some((given) => formatsToMake(given, found).length > 0);
  }

  /** Adds a person. `isBefore`: in a row of an earlier reading. */
  add(identifiers: readonly PersonIdentifier[], isBefore = false): void {
    const isNewOf = new Map<IdentifierType, boolean>();
    for (const { type, fingerprints } of identifiers) {
      const isKnown = fingerprints.some(({ low, high }) => this.#known.find(low, high) > 0);
      isNewOf.set(type, (isNewOf.get(type) ?? true) && !isKnown);
      if (type === 'Email') this.emailFormats.add(fingerprints[0].format);
    }
    for (const [type, isNew] of isNewOf)
      if (isNew) this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
    if (![...isNewOf.values()].includes(false)) this.people++;
    for (const { fingerprints } of identifiers) this.#put(fingerprints, isBefore);
  }

  #put([own, ...made]: PersonIdentifier['fingerprints'], isBefore: boolean): void {
    for (const { low, high } of made) this.#known.addBits(low, high, MADE);
    const bits = this.#known.addBits(own.low, own.high, isBefore ? GIVEN | BEFORE : GIVEN);
    if ((bits & GIVEN) === 0) this.#sum.add(own);
    if (isBefore && (bits & BEFORE) === 0) this.#sumBefore.add(own);
  }
}
