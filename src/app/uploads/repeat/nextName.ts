const YEAR = '(?:19|20)\\d{2}';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const HOUR = '(?:[01]\\d|2[0-3])';
const SIXTY = '[0-5]\\d';
/** `T10-30`, ` 10.30.05Z`, `103005`. */
const TIME = `(?:[Tt_ -]${HOUR}[-_.:]${SIXTY}(?:[-_.:]${SIXTY})?[Zz]?|[Tt_ -]?${HOUR}${SIXTY}${SIXTY}[Zz]?|[Tt]${HOUR}${SIXTY}[Zz]?)?`;

/** Dates whose order is that of their digits: `2026-11-30`, `20261130T1030`, `2026-11`, `2026-W46`. */
const BY_NAME = new RegExp(
  `(?<!\\d)(?:${YEAR}([-_.]?)${MONTH}\\1${DAY}${TIME}|${YEAR}[-_.]${MONTH}|${YEAR}[-_.]?[Ww]\\d{2})(?!\\d)`,
  'g',
);
/** Dates whose order isn't: `30-11-2026`, `11-30-2026`. */
const BY_TIME = new RegExp(`(?<!\\d)\\d{2}([-_.])\\d{2}\\1${YEAR}${TIME}(?!\\d)`, 'g');
/** The days among the former, with their time: `2026-11-30T10:30Z`. */
const DAY_BY_NAME = new RegExp(
  `(?<!\\d)(${YEAR})([-_.]?)(${MONTH})\\2(${DAY})(${TIME})(?!\\d)`,
  'g',
);
/** `2026-11-5`: no date whose order is that of its digits. */
const SHORT_DAY = new RegExp(`(?<!\\d)${YEAR}([-_.])(?:\\d\\1\\d{1,2}|\\d\\d\\1\\d)(?!\\d)`);
const LAST_NUMBER = /\d+(?!.*\d)/gs;

/** That of a packed file has two parts. A dot before a digit begins none. */
const EXTENSION = /(?<!^)(?:(?:\.[a-z]+)?\.gz|\.[a-z][a-z\d]*)$/i;
/** Separators that are left of a name without its date or number. */
const EDGES = /^[-_. ]+|[-_. ]+$/g;
const DAY_LENGTH = 86_400_000;
/** Stands for a digit that may be another one. No name of a file has it. */
const DIGIT = '\0';

/** What the names of later files have in common with one. */
interface LaterNames {
  /** The name around its digits that may be others: one stands between two parts. */
  readonly parts: readonly string[];
  /** Whether the last by name is the newest; otherwise the one changed last is. */
  readonly isByName: boolean;
}

/** Only the digits of its dates differ, or without a date those of its last number. */
function laterStems(stem: string): LaterNames | undefined {
  for (const pattern of [BY_NAME, BY_TIME, LAST_NUMBER]) {
    const marked = stem.replace(pattern, (number) => number.replace(/\d/g, DIGIT));
    if (marked !== stem) return { parts: marked.split(DIGIT), isByName: pattern === BY_NAME };
  }
  return undefined;
}

/** How new a file is by its name. */
export interface NameAge {
  /** What all names have in common whose order this tells. */
  readonly shape: string;
  /** The digits of its dates, else its last number: the last in their order is the newest. */
  readonly order: string;
  /** Where they are in the name: the first and the last digit. */
  readonly from: number;
  readonly to: number;
  /**
   * When its last day ends, or the time in UTC that it says (with a Z), in milliseconds since 1970. A week
   * or a month may be written to until it is over, and says nothing.
   */
  readonly writtenAt?: number;
  /** That day, as `dayOf`. */
  readonly day?: number;
}

/** The day of a time in the time zone of this machine, in days since 1970: a date in a name has the same. */
export function dayOf(ms: number): number {
  const local = new Date(ms);
  return Date.UTC(local.getFullYear(), local.getMonth(), local.getDate()) / DAY_LENGTH;
}

/** Undefined for a name without a number, and for one with a date whose order isn't that of its digits. */
export function nameAge(name: string): NameAge | undefined {
  const [stem, extension] = split(name);
  const later = laterStems(stem);
  if (!later || (!later.isByName && hasDate(stem)) || SHORT_DAY.test(stem)) return undefined;
  const marks = later.parts
    .slice(0, -1)
    .map((_, index) => later.parts.slice(0, index + 1).join(DIGIT).length);
  const digits = marks.map((at) => stem[at]).join('');
  const shape = later.parts.join('#').replace(/#+/g, (signs) => (later.isByName ? signs : '#'));
  const days = [...stem.matchAll(DAY_BY_NAME)].map(([, ...parts]) => writtenAt(parts));
  return {
    shape: shape + extension,
    order: later.isByName ? digits : digits.replace(/^0+(?=\d)/, ''),
    from: marks[0],
    to: marks[marks.length - 1],
    ...(later.isByName && days.toSorted((a, b) => a.writtenAt - b.writtenAt).at(-1)),
  };
}

function writtenAt([year, , month, day, time]: readonly string[]): {
  writtenAt: number;
  day: number;
} {
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (!/z$/i.test(time)) return { writtenAt: start + DAY_LENGTH, day: start / DAY_LENGTH };
  const [hours, minutes, seconds = 0] = (time.match(/\d\d/g) ?? []).map(Number);
  const at = start + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return { writtenAt: at, day: dayOf(at) };
}

/** A name without what its successors have otherwise, and its extension. */
export function lastingName(name: string): { stem: string; extension: string } {
  const [stem, extension] = split(name);
  const lasting = laterStems(stem)?.parts ?? [stem];
  const words = lasting.map((part) => part.replace(EDGES, '')).filter((part) => part !== '');
  return { stem: words.join('-'), extension };
}

/** Whether a name has a date, so that the next file probably has another one. */
export function hasDate(name: string): boolean {
  return [BY_NAME, BY_TIME].some((pattern) => name.search(pattern) >= 0);
}

function split(name: string): [stem: string, extension: string] {
  const [extension = ''] = EXTENSION.exec(name) ?? [];
  return [name.slice(0, name.length - extension.length), extension];
}
