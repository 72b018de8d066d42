import type { IdentifierType, ValueFormat } from './identifierTypes';

const ZERO = 0x30;
const LENGTHS = 32;
/** Below this many digits-only ids a pattern of lengths says nothing. */
const ENOUGH = 100;
/** Digits that a spreadsheet keeps of a number (IEEE 754 double, as shown by Excel). */
const KEPT_DIGITS = 15;

/**
 * What is told of a column as a whole, gathered while its values are judged: cheap enough for every
 * one of ten million. Give it each good value in its normal form, before any hashing.
 */
export class ColumnStatistics {
  /** Good values by form, as given in the file, duplicates included. */
  readonly byForm: Partial<Record<ValueFormat, number>> = {};

  /**
   * IdentityLink: partner encoding → values. The map is capped: more partners than that say nothing
   * new.
   */
  readonly #partners = new Map<number, number>();
  /** CustomerId, digits only: count by length and first digit. */
  readonly #lengths = new Uint32Array(LENGTHS * 10);
  #long = 0;
  #longRounded = 0;
  readonly #encoder = new TextEncoder();

  constructor(private readonly type: IdentifierType) {}

  /** Notes a good value that stands at bytes[start…end). */
  addBytes(bytes: Uint8Array, start: number, end: number, form: ValueFormat): void {
    this.byForm[form] = (this.byForm[form] ?? 0) + 1;
    if (this.type === 'IdentityLink') this.#addPartner(bytes, start, end);
    else if (this.type === 'CustomerId') this.#addDigits(bytes, start, end);
  }

  /** Notes a good value. */
  add(value: string, form: ValueFormat): void {
    const bytes = this.#encoder.encode(value);
    this.addBytes(bytes, 0, bytes.length, form);
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

  /** The keys of the column rules that apply; each once. */
  warnings(): string[] {
    const found: string[] = [];
    const { plain = 0, md5 = 0, sha256 = 0 } = this.byForm;
    const hashed = md5 + sha256;
    if (plain > 0 && hashed > 0) found.push('mixed-plain-and-hashed');
    if (md5 > 0 && sha256 > 0) found.push('mixed-hashes');
    if (this.#partners.size > 1) found.push('identity-link-mixed-partners');
    if (this.#lostZeros()) found.push('customer-id-lost-zeros');
    if (this.#long >= 20 && this.#longRounded >= this.#long * 0.95)
      found.push('customer-id-all-rounded');
    if (this.type === 'PhoneNumber' && plain + hashed > 0) found.push('phone-undocumented');
    return found;
  }

  /**
   * Ids of one fixed width that lost their leading zeros: nearly all have the greatest length,
   * about a tenth one digit fewer, a tenth of those two fewer, none begins with 0. Ids counted up
   * from 1 look alike only where the count just reached the next power of ten; otherwise their
   * longest ones do not begin with every digit up to 9.
   */
  #lostZeros(): boolean {
    const count = (length: number) =>
      this.#lengths.subarray(length * 10, length * 10 + 10).reduce((sum, n) => sum + n, 0);
    let longest = 0;
    let total = 0;
    for (let length = 1; length < LENGTHS; length++) {
      if (this.#lengths[length * 10] > 0) return false;
      const here = count(length);
      if (here > 0) longest = length;
      total += here;
    }
    if (total < ENOUGH || longest < 5) return false;
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
