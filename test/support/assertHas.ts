import assert from 'node:assert/strict';
import { pick } from '../../src/common/records';

/** Fails where one of the named properties has another value; the other properties don't count. */
export function assertHas<T extends object>(
  actual: T | undefined,
  expected: { readonly [K in keyof T]?: unknown },
  message?: string,
): asserts actual is T {
  assert.ok(actual, message);
  assert.deepEqual(pick(actual, Object.keys(expected) as (keyof T)[]), expected, message);
}
