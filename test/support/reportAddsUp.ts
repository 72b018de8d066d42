import assert from 'node:assert/strict';
import type { Report } from '../../src/upload/uploadTypes';
import { assertHas } from './assertHas';

/** The two equations that hold for every report, however its upload ended. */
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
    duplicates,
    sent,
    unsent,
    accepted,
    refused,
    unknown,
  } = report;
  const figures = `${context ?? ''} ${JSON.stringify({ rows, fields, blank, invalid, duplicates, sent, unsent, accepted, refused, unknown })}`;
  assert.equal(
    fields,
    blank + invalid + duplicates + sent + unsent,
    `rows don't add up: ${figures}`,
  );
  assert.equal(sent, accepted + refused + unknown, `sent doesn't add up: ${figures}`);
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
