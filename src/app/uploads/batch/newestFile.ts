/** What tells how new a file is. */
interface Age {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** A date that ends with its year, such as `27-11-2026`: its order isn't that of its digits. */
const YEAR_LAST = /(?<!\d|\d{4}[-._])(\d{1,2})([-._]?)(\d{1,2})\2((?:19|20)\d{2})(?!\d)/;

/**
 * The newest of several files, by the numbers in their names; where a date in them can be read in two
 * ways, by when they were changed. `of`: at least one.
 */
export function newestOf<T>(of: readonly T[], ageOf: (one: T) => Age): T {
  const ages = of.map((one) => ageOf(one));
  const dates = ages.map(({ name }) => YEAR_LAST.exec(name));
  const isDayFirst = dates.some((date) => Number(date?.[1]) > 12);
  const isMonthFirst = dates.some((date) => Number(date?.[3]) > 12);
  const isOpen = dates.some((date) => date !== null) && isDayFirst === isMonthFirst;
  const order = isDayFirst ? '$4-$3-$1' : '$4-$1-$3';
  const names = ages.map(({ name }) => name.replace(YEAR_LAST, order));
  const byTime = (a: number, b: number): number => ages[a].modifiedAt - ages[b].modifiedAt;
  const byName = (a: number, b: number): number =>
    names[a].localeCompare(names[b], undefined, { numeric: true });
  const compare = (a: number, b: number): number =>
    isOpen ? byTime(a, b) || byName(a, b) : byName(a, b) || byTime(a, b);
  return of[ages.map((_, index) => index).sort(compare)[ages.length - 1]];
}
