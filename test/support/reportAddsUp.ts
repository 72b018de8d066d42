import assert from 'node:assert/strict';
import type { Report } from '../../src/upload/jobTypes';
import { assertHas } from './assertHas';

/** The equations that hold for every report, however its upload ended. */
export function reportAddsUp(
  report: Report | undefined,
  context?: string,
): asserts report is Report {
  assert.ok(report, context);
  const {
    rows,
    fields = rows,
    blank,
    invalid,
    suppressed = 0,
    duplicates,
    sent,
    unsent,
    accepted,
    refused,
    unknown,
  } = report;
  const figures = `${context ?? ''} ${JSON.stringify({ rows, fields, blank, invalid, suppressed, duplicates, sent, unsent, accepted, refused, unknown })}`;
  assert.equal(
    fields,
    blank + invalid + suppressed + duplicates + sent + unsent,
    `rows don't add up: ${figures}`,
  );
  assert.equal(sent, accepted + refused + unknown, `sent doesn't add up: ${figures}`);
  updateAddsUp(report);
  suppressionAddsUp(report);
}

/** Those of suppression lists: what became of the people who were found on them. */
function suppressionAddsUp({ suppression, suppressed = 0 }: Report): void {
  if (!suppression) return assert.equal(suppressed, 0);
  const { removed, inFiles, inPrevious = 0 } = suppression;
  const { rows, sent, accepted, refused, unknown, unsent } = removed;
  const figures = JSON.stringify(suppression);
  assert.equal(sent, accepted + refused + unknown, figures);
  assert.ok(sent + unsent >= rows, figures);
  assert.ok(rows <= inFiles + inPrevious, figures);
}

/** Those of an update: what became of the values in the previous files, and of the people who left. */
function updateAddsUp({ previous, removed, unchanged }: Report): void {
  if (!previous || !removed) return;
  const { rows, fields = rows, blank, invalid, suppressed = 0, duplicates, ...found } = previous;
  const { still, notComparable, shared, removed: left } = found;
  assert.equal(
    fields,
    blank + invalid + suppressed + duplicates + still + notComparable + shared + left,
    `the previous files don't add up: ${JSON.stringify(previous)}`,
  );
  assert.equal(unchanged, still);
  const { sent, accepted, refused, unknown, unsent } = removed;
  assert.equal(sent, accepted + refused + unknown, JSON.stringify(removed));
  assert.equal(removed.rows, left);
  assert.ok(sent + unsent >= left, JSON.stringify(removed));
}

/** An upload that sent everything, and had all of it accepted. */
export function reportIsWhole(
  report: Report | undefined,
  identifiers: number,
): asserts report is Report {
  reportAddsUp(report);
  assertHas(report, {
    state: 'finished',
    sent: identifiers,
    accepted: identifiers,
    unknown: 0,
    unsent: 0,
    error: undefined,
  });
}
