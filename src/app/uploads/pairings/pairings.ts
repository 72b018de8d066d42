import { Emitter } from '../../../common/events';
import { fileName } from '../../../common/fileName';
import type { OutsideText } from '../../../common/outsideText';
import type { KeyValueStore } from '../../state';
import { fittingPairings } from './coveredFile';
import { filePattern, patternFits } from './filePattern';
import { ownPairings, type Pairing } from './pairing';

const KEY = 'criteoAudiences.pairings';
const MOST = 200;

/** Pairings that are only read: what nightly files say. */
interface SharedPairings {
  /** Reads them anew. */
  read(): Promise<void>;
  /** Those for the folder of a file. */
  of(uri?: string): readonly Pairing[];
}

/**
 * Where files went, by the pattern of their names: `customers-2026-03.csv` and next month's file
 * have the same one. One's own pairings are stored; those of nightly files are only read.
 */
export class Pairings {
  readonly #changed = new Emitter<void>();
  /** Fires after each change. */
  readonly onDidChange = this.#changed.event;

  #read?: { stored: unknown; pairings: readonly Pairing[] };

  /** `shared`: those of nightly files. */
  constructor(
    private readonly store: KeyValueStore,
    private readonly shared?: SharedPairings,
  ) {}

  /** Resolves once those of nightly files are read. */
  async ready(): Promise<void> {
    await this.shared?.read();
  }

  /**
   * The pairing for a file's name: one's own before those of nightly files, and of several that fit, the one
   * with the most literal characters. Doesn't look into the file. `uri`: of the file, for
   * those of nightly files.
   */
  of(name: OutsideText, uri?: string): Pairing | undefined {
    return this.fitting(name, uri).at(0);
  }

  /** All pairings that a file's name fits, in the order in which they apply. */
  fitting(name: OutsideText, uri?: string): readonly Pairing[] {
    return [this.own(), this.shared?.of(uri) ?? []].flatMap((pairings) =>
      fittingPairings(pairings, name),
    );
  }

  /** Whether two files, given by their URIs, have names of one pattern or of one pairing. */
  areAlike(uri: string, other: string): boolean {
    const [one, two] = [fileName(uri), fileName(other)];
    return (
      filePattern(one) === filePattern(two) ||
      this.fitting(one, uri).some(({ pattern }) => patternFits(pattern, two))
    );
  }

  /** One's own pairings, those used last first. */
  own(): readonly Pairing[] {
    const stored = this.store.get<unknown>(KEY);
    // Looked up for each file of a page: what is stored is read once.
    if (this.#read?.stored !== stored || this.#read === undefined)
      this.#read = { stored, pairings: ownPairings(stored) };
    return this.#read.pairings;
  }

  /** Stores pairings, in place of those with the same patterns. */
  async keep(pairings: readonly Pairing[]): Promise<void> {
    if (pairings.length === 0) return;
    const patterns = new Set(pairings.map(({ pattern }) => pattern));
    const others = this.own().filter(({ pattern }) => !patterns.has(pattern));
    await this.write([...pairings, ...others].slice(0, MOST));
  }

  /** Stores a changed pairing in its place. Another one with its new pattern is deleted. */
  async change(before: Pairing, after: Pairing): Promise<void> {
    await this.write(
      this.own().flatMap((one) => {
        if (one.pattern === before.pattern) return after;
        return one.pattern === after.pattern ? [] : one;
      }),
    );
  }

  /** Deletes one's own pairing with this pattern. */
  async delete({ pattern }: Pick<Pairing, 'pattern'>): Promise<void> {
    await this.write(this.own().filter((one) => one.pattern !== pattern));
  }

  /** Deletes an account's pairings, for example before handing over a machine. */
  async forget(accountKey: string): Promise<void> {
    await this.write(this.own().filter((pairing) => pairing.accountKey !== accountKey));
  }

  /** To be called when those of nightly files have changed. */
  sharedChanged(): void {
    this.#changed.fire();
  }

  private async write(pairings: readonly Pairing[]): Promise<void> {
    await this.store.update(KEY, pairings);
    this.#changed.fire();
  }
}
