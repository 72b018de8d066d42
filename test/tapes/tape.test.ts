import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { as, people, strangers } from './support/people';
import { useTapes } from './support/tape';

describe('what a tape finds by itself', () => {
  const tape = useTapes();

  tape('an identifier where none may be', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 10));
    const file = path.join(t.world.stateFolder, 'jobs', 'left.json');
    for (const [one] of [people(3, 4), as('md5', people(4, 5)), as('sha256', people(5, 6))]) {
      fs.writeFileSync(file, JSON.stringify({ one }));
      await assert.rejects(t.verify(), /an identifier in .*left\.json/);
    }
    fs.rmSync(file);
    await t.verify();
  });

  tape('people who are missing for a moment', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 10));
    t.meanwhile(2, () => t.clear('crm', { stateFolder: 'other' }));
    await assert.rejects(
      t.add('crm', people(0, 20), { chunks: 10 }),
      /person\d@example\.com was missing after a request/,
    );
  });

  tape('an answer that no request got', async (t) => {
    await t.segment('crm', { has: strangers });
    for (const answer of [500, { rejects: 1 }] as const) {
      t.answers(2, answer);
      await assert.rejects(t.add('crm', people(0, 10)), /never met/);
    }
  });
});
