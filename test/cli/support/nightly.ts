import fs from 'node:fs';
import path from 'node:path';
import type { NightEntry, NightReport } from '../../../src/app/nightly/report/nightReport';
import { documentOf, type Ended } from './cli';
import type { World } from './world';

/** Milliseconds: a file that is older isn't waited for. */
const QUIET = 120_000;

/** An entry as it is written. */
export type Written = Readonly<Record<string, unknown>> & { readonly id: string };

/** A nightly file in the folder of a test. Returns its name. */
export function writeNightly(
  world: World,
  segments: readonly Written[],
  more: Readonly<Record<string, unknown>> = {},
  name = 'night.criteo.jsonc',
): string {
  world.write(
    name,
    JSON.stringify({
      ...{ version: 1, account: world.sandbox.accountId, suppress: [] },
      ...more,
      segments,
    }),
  );
  return name;
}

/** An export that nobody is writing any more. `ageMs`: since when. */
export function writeExport(
  world: World,
  name: string,
  rows: readonly string[],
  ageMs = QUIET,
): void {
  fs.mkdirSync(path.dirname(path.join(world.folder, name)), { recursive: true });
  const file = world.writeCsv(name, rows);
  const at = new Date(Date.now() - ageMs);
  fs.utimesSync(file, at, at);
}

export function nightOf(ended: Ended): NightReport {
  return documentOf<{ night: NightReport }>(ended).night;
}

/** State and outcome of each entry, by segment. */
export function statesOf({ entries }: NightReport): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ segmentId, state, outcome, error }: NightEntry) => [
      segmentId,
      [state, outcome, error?.code].filter(Boolean).join(' '),
    ]),
  );
}
