import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { newnessOf, type Newness } from '../../../../../src/app/uploads/draft/newExport';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import { sentExport, type SentExport } from '../../../../../src/upload/journal/listState';

// 2026-11-30 is a Monday. Times are those of this machine.
const at = (day: number, hour: number): number => new Date(2026, 10, 30 + day, hour).getTime();

describe('how new an export is', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exports-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** The file of a night, by its number: written at 20:00, unless its name says which day it is of. */
  const judge = async (
    every: 'day' | 'weekday' | 'week',
    name: string,
    now: number,
    { before, hash = 'a', written = at(0, 20), good = 500 }: Sent = {},
  ): Promise<Newness | undefined> => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, 'email\n');
    fs.utimesSync(file, written / 1000, written / 1000);
    return newnessOf(
      {
        engine: {
          sentExport: () => Promise.resolve(before),
          sentEntry: () => Promise.resolve({ digest: '', jobId: 'j', operation: 'add', at: 0 }),
          jobs: () => [{ jobId: 'j', counts: { good } } as JobSummary],
        },
        hashOf: () => Promise.resolve(hash),
        now,
      },
      { files: [{ uri: pathToFileURL(file).href }], every },
      { origin: 'https://api.criteo.com', segmentId: '1' },
      'run',
    );
  };
  interface Sent {
    before?: SentExport;
    hash?: string;
    written?: number;
    good?: number;
  }
  const isDue = async (...given: Parameters<typeof judge>): Promise<boolean> =>
    (await judge(...given))?.failure === undefined;

  /** Sent at a time, then looked at by later runs: those that find a new one due, with the same file there. */
  const missedAt = async (
    every: 'day' | 'weekday' | 'week',
    name: string,
    sentAt: number,
    runs: Record<string, number>,
    written?: number,
  ): Promise<string[]> => {
    const first = await judge(every, name, sentAt, { written });
    assert.equal(first?.failure, undefined);
    const before = sentExport(undefined, first?.found ?? assert.fail(), sentAt);
    const missed: string[] = [];
    for (const [label, now] of Object.entries(runs))
      if (!(await isDue(every, name, now, { before, written }))) missed.push(label);
    return missed;
  };

  it('a daily one is missed by the run of the next night, and by no other before', async () => {
    for (const name of ['crm-2026-11-30.csv', 'crm.csv']) {
      const evening = { same: at(0, 23), morning: at(1, 9), noon: at(1, 13), next: at(1, 21) };
      assert.deepEqual(await missedAt('day', name, at(0, 21), evening), ['next'], name);
      const early = { morning: at(1, 9), 'a late one': at(1, 19), next: at(2, 2) };
      assert.deepEqual(await missedAt('day', name, at(1, 2), early), ['next'], name);
    }
  });

  it('on working days, none is missed on a weekend', async () => {
    // Friday.
    const evening = { sat: at(5, 21), sun: at(6, 21), 'mon morning': at(7, 9), mon: at(7, 21) };
    assert.deepEqual(await missedAt('weekday', 'crm-2026-12-04.csv', at(4, 21), evening), ['mon']);
    const early = { sun: at(6, 2), mon: at(7, 2), tue: at(8, 2) };
    assert.deepEqual(await missedAt('weekday', 'crm-2026-12-04.csv', at(5, 2), early), ['tue']);
  });

  it('a weekly one is missed after a week', async () => {
    const nights = { day: at(1, 21), six: at(6, 21), seven: at(7, 21) };
    assert.deepEqual(await missedAt('week', 'crm.csv', at(0, 21), nights), ['seven']);
  });

  it('is too old by its day, also if it was never sent', async () => {
    assert.equal(await isDue('day', 'crm-2026-11-30.csv', at(1, 2)), true);
    const old = await judge('day', 'crm-2026-11-30.csv', at(2, 2));
    assert.match(String(old?.failure), /crm-2026-11-30\.csv is too old for “every”: “day”\./);
    assert.equal(old?.failure?.code, 'nothing-new');
    assert.equal(await isDue('weekday', 'crm-2026-12-04.csv', at(7, 2)), true);
    assert.equal(await isDue('weekday', 'crm-2026-12-04.csv', at(8, 2)), false);
    // The name counts before the time of the file, which a copy has from today.
    assert.equal(await isDue('day', 'crm-2026-11-20.csv', at(0, 21)), false);
    assert.equal(await isDue('day', 'crm.csv', at(3, 21), { written: at(1, 20) }), false);
  });

  it('counts days in the time zone of this machine, and a time in UTC as a time', async () => {
    const utc = new Date(at(1, 0)).toISOString().slice(0, 16).replaceAll(':', '');
    assert.equal(await isDue('day', `crm-${utc}Z.csv`, at(2, 2)), true);
    assert.equal(await isDue('day', `crm-${utc}Z.csv`, at(3, 2)), false);
  });

  it('is needed after the third newer one with the same bytes, in a list of 500 people or more', async () => {
    let before: SentExport | undefined;
    for (let night = 0; night <= 4; night++) {
      const now = at(night, 21);
      const given = { before, written: at(night, 20) };
      const { failure, found, unchangedSince } =
        (await judge('day', 'crm.csv', now, given)) ?? assert.fail();
      assert.equal(failure !== undefined, night >= 3, `night ${night}`);
      assert.equal(await isDue('day', 'crm.csv', now, { ...given, good: 499 }), true);
      const since = new Date(at(0, 21)).toISOString();
      assert.equal(unchangedSince, night === 0 ? undefined : since);
      before = sentExport(before, found, now);
      // The same line again is no further night.
      assert.deepEqual(sentExport(before, found, now + 1), before);
    }
    const fresh = { before, written: at(5, 20), hash: 'b' };
    const next = await judge('day', 'crm.csv', at(5, 21), fresh);
    assert.deepEqual(
      [next?.failure, next?.unchangedSince, next?.wasSent],
      [...[undefined, undefined], false],
    );
  });
});
