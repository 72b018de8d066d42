import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Compares cases with those that stand in `test/fixtures/golden/NAME.json`, one on a line. Run with
 * `UPDATE_GOLDEN=1` to write them, and read the difference before it is committed.
 */
export function assertGolden(name: string, cases: Readonly<Record<string, unknown>>): void {
  const file = path.resolve('test/fixtures/golden', `${name}.json`);
  const plain = JSON.parse(JSON.stringify(cases)) as Record<string, unknown>;
  if (process.env.UPDATE_GOLDEN) {
    const lines = Object.entries(plain).map(
      ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    );
    writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
  }
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  for (const [key, value] of Object.entries(plain)) assert.deepEqual(value, golden[key], key);
  assert.deepEqual(Object.keys(plain), Object.keys(golden));
}
