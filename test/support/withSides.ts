import type { FormatCounts, RemovedCounts, Report, Side } from '../../src/upload/jobTypes';

type Figures = Partial<Omit<RemovedCounts, 'rows'>>;

/** A report made up of figures, with what became of people by these: each identifier is another's. */
export function withSides<R extends Partial<Report>>(report: R): R & Pick<Report, 'sides'> {
  const { operation, sent = 0, unsent = 0, forms = [], removed, suppression, sides } = report;
  const own = sideOf(sent + unsent, report, ...forms);
  return {
    ...report,
    sides: sides ?? {
      [operation === 'remove' ? 'removed' : 'added']: own,
      ...(removed && { left: sideOf(removed.rows, removed) }),
      ...(suppression?.removed.rows && {
        suppressed: sideOf(suppression.removed.rows, suppression.removed),
      }),
    },
  };
}

function sideOf(people: number, ...all: readonly (Figures | FormatCounts)[]): Side {
  const side: Side = { people, done: people, rejected: 0, unknown: 0, unsent: 0 };
  for (const [key, of] of [
    ['unsent', 'unsent'],
    ['unknown', 'unknown'],
    ['rejected', 'refused'],
  ] as const) {
    const identifiers = all.reduce((sum, one) => sum + ((one as Figures)[of] ?? 0), 0);
    side[key] = Math.min(side.done, identifiers);
    side.done -= side[key];
  }
  return side;
}
