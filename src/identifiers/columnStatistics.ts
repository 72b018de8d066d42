import { VALUE_FORMATS, type IdentifierType, type ValueFormat } from './identifierTypes';

const ZERO = 0x30;
const LENGTHS = 32;
/** With fewer digits-only ids than this, the distribution of their lengths is meaningless. */
const MIN_IDS = 100;
/** Significant digits that a spreadsheet keeps of a number (IEEE 754 double, as Excel shows it). */
const KEPT_DIGITS = 15;

/** Values next to each other, as bytes: each ends where the next begins. */
interface Values {
  count: number;
  values: Uint8Array;
  ends: Uint32Array;
  /** Index in `VALUE_FORMATS`. */
  formats: Uint8Array;
}

/**
 * Collects what can only be seen across a whole column: mixed formats, lost zeros, rounded ids.
 * Runs on every value of a file of millions, so it only counts. Add each valid value once,
 * normalized and not yet hashed.
 */
export class ColumnStatistics {
  /** Number of values by the index of their format in `VALUE_FORMATS`. */
  readonly #counts = new Float64Array(VALUE_FORMATS.length);
  /** IdentityLink: partner code → number of values. Capped at 1,000 partners to bound memory. */
  readonly #partners = new Map<number, number>();
  /** CustomerId, digits-only values: count by length and first digit (length * 10 + digit). */
  readonly #lengths = new Uint32Array(LENGTHS * 10);
  #long = 0;
  #longRounded = 0;

  constructor(private readonly type: IdentifierType) {}

  /** Number of valid values by the format they have in the file, duplicates included. */
  get byForm(): Partial<Record<ValueFormat, number>> {
    return Object.fromEntries(
      [...this.#counts.entries()].flatMap(([i, n]) => (n > 0 ? [[VALUE_FORMATS[i], n]] : [])),
    );
  }

  addAll({ count, values, ends, formats }: Values): void {
    for (let v = 0; v < count; v++) this.#counts[formats[v]]++;
    if (this.type !== 'IdentityLink' && this.type !== 'CustomerId') return;
    for (let v = 0, start = 0; v < count; start = ends[v++])
      if (this.type === 'IdentityLink') this.#addPartner(values, start, ends[v]);
      else this.#addDigits(values, start, ends[v]);
  }

  #addPartner(bytes: Uint8Array, start: number, end: number): void {
    if (end - start !== 49 && end - start !== 70) return;
    const partner =
      (bytes[start + 2] |
        (bytes[start + 3] << 8) |
        (bytes[start + 4] << 16) |
        (bytes[start + 5] << 24)) >>>
      0;
    const count = this.#partners.get(partner);
    if (count !== undefined || this.#partners.size < 1000)
      this.#partners.set(partner, (count ?? 0) + 1);
  }

  #addDigits(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length === 0 || length >= LENGTHS) return;
    let last = 0;
    for (let i = start; i < end; i++) {
      const digit = bytes[i] - ZERO;
      if (digit < 0 || digit > 9) return;
      if (digit !== 0) last = i;
    }
    this.#lengths[length * 10 + bytes[start] - ZERO]++;
    if (length > KEPT_DIGITS) {
      this.#long++;
      if (last < start + KEPT_DIGITS) this.#longRounded++;
    }
  }

  /** The keys of the column rules that apply, without duplicates. */
  warnings(): string[] {
    const keys = formatWarnings(this.byForm, this.type);
    if (this.#partners.size > 1) keys.push('identity-link-mixed-partners');
    if (this.#lostZeros()) keys.push('customer-id-lost-zeros');
    if (this.#long >= 20 && this.#longRounded >= this.#long * 0.95)
      keys.push('customer-id-all-rounded');
    return keys;
  }

  /**
   * Whether ids of a fixed width seem to have lost their leading zeros: nearly all have the maximum
   * length, about a tenth have one digit fewer, a tenth of those two fewer, and none begins with 0.
   * Sequential ids have the same distribution just after passing a power of ten, but then their
   * longest ones don't begin with 9 yet; hence the check for nines.
   */
  #lostZeros(): boolean {
    const count = (length: number) =>
      this.#lengths.subarray(length * 10, length * 10 + 10).reduce((sum, n) => sum + n, 0);
    let longest = 0;
    let total = 0;
    for (let length = 1; length < LENGTHS; length++) {
      if (this.#lengths[length * 10] > 0) return false;
      const ids = count(length);
      if (ids > 0) longest = length;
      total += ids;
    }
    if (total < MIN_IDS || longest < 5) return false;
    const full = count(longest);
    const shorter = count(longest - 1);
    const nines = this.#lengths[longest * 10 + 9];
    return (
      full >= total * 0.8 &&
      full < total &&
      shorter >= total * 0.005 &&
      count(longest - 2) * 3 <= shorter &&
      nines >= full * 0.05
    );
  }
}

/** The keys of the column rules that apply to values of these formats, without duplicates. */
function formatWarnings(
  { plain = 0, md5 = 0, sha256 = 0 }: Partial<Record<ValueFormat, number>>,
  type: IdentifierType,
): string[] {
  const hashed = md5 + sha256;
  const keys: string[] = [];
  if (plain > 0 && hashed > 0) keys.push('mixed-plain-and-hashed');
  if (md5 > 0 && sha256 > 0) keys.push('mixed-hashes');
  if (type === 'PhoneNumber' && plain + hashed > 0) keys.push('phone-undocumented');
  return keys;
}
