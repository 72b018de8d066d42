/** What tells how new a file is. */
interface Age {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** A date that ends with its year, such as `27-11-2026`: its order isn't that of its digits. */
const YEAR_LAST = /(\d{1,2})([-._]?)(\d{1,2})\2(\d{4})(?!\d)/;

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
  const compare = (a: number, b: number): number =>
    (isOpen && ages[a].modifiedAt - ages[b].modifiedAt) ||
    names[a].localeCompare(names[b], undefined, { numeric: true });
  return of[ages.map((_, index) => index).sort(compare)[ages.length - 1]];
}
