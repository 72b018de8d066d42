import {
  IDENTIFIER_TYPES,
  VALUE_FORMATS,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { areComparable } from '../comparableFormats';
import type { ValidRows } from '../rows/validRows';
import { bitOf, type SuppressedPeople } from './suppressedPeople';

/** The formats of the identifiers with which lists were compared, by type. */
export type ComparedFormats = ReadonlyMap<IdentifierType, ReadonlySet<ValueFormat>>;

/** Counts the people of suppression lists. */
export class ListedPeople {
  /** For each list: how many people have which identifiers, as bits of `#kinds`. */
  readonly #masks: readonly Map<number, number>[];
  readonly #kinds: { type: IdentifierType; format: ValueFormat }[] = [];
  /** Those of all lists, each once. */
  total = 0;

  constructor(
    lists: number,
    private readonly people: SuppressedPeople,
  ) {
    this.#masks = Array.from({ length: lists }, () => new Map<number, number>());
  }

  /** Adds people of a list, whose `values` are as `TypedColumns` gives them. */
  add(list: number, values: ValidRows): void {
    const { count, records, rows, formats } = values;
    const { people } = this;
    const masks = this.#masks[list];
    const bit = bitOf(list);
    for (let v = 0; v < count;) {
      let end = v;
      let known = 0;
      // Of a person's identifiers, one may be made from another.
      for (; end < count && records[end] === records[v]; end++)
        known |= people.known(IDENTIFIER_TYPES[rows[end]], values, end);
      let mask = 0;
      for (; v < end; v++) {
        const type = IDENTIFIER_TYPES[rows[v]];
        const format = VALUE_FORMATS[formats[v]];
        people.add(type, values, v, format, bit);
        mask |= 1 << this.#kindOf(type, format);
      }
      if (known === 0) this.total++;
      if ((known & bit) === 0) masks.set(mask, (masks.get(mask) ?? 0) + 1);
    }
  }

  #kindOf(type: IdentifierType, format: ValueFormat): number {
    const kinds = this.#kinds;
    for (let i = 0; i < kinds.length; i++)
      if (kinds[i].type === type && kinds[i].format === format) return i;
    return kinds.push({ type, format }) - 1;
  }

  /**
   * The people of each list, each once, and how many of them can't be compared with identifiers in these
   * formats. `isPartly`: some have an identifier of such a type, but in another hash format, or nobody has
   * one and it isn't a list of `anyType`.
   */
  counts(
    formats: ComparedFormats,
    anyType: readonly boolean[],
  ): { people: number; notComparable: number; isPartly: boolean }[] {
    return this.#masks.map((masks, list) => {
      let notComparable = 0;
      let people = 0;
      let isPartly = false;
      for (const [mask, n] of masks) {
        people += n;
        const kinds = this.#kinds.filter(
          ({ type }, bit) => (mask & (1 << bit)) !== 0 && formats.has(type),
        );
        const types = new Set(kinds.map(({ type }) => type));
        const isComparable = [...types].some((type) =>
          [...(formats.get(type) ?? [])].every((format) =>
            kinds.some((kind) => kind.type === type && areComparable(kind.format, format, type)),
          ),
        );
        if (isComparable) continue;
        notComparable += n;
        isPartly ||= kinds.length > 0;
      }
      isPartly ||= people > 0 && notComparable === people && !anyType[list];
      return { people, notComparable, isPartly };
    });
  }
}
