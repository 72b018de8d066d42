import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { people } from '../support/people';
import { endsWith } from './support/cli';
import { useWorld } from './support/world';

describe('people who are kept out, in the terminal', () => {
  const world = useWorld({ computation: 'immediate' });

  it('are beside the lists that are given, and are none of them', async () => {
    const id = await world.newSegment({});
    world.writeCsv('export.csv', people(30));
    world.writeCsv('opt-outs.csv', people(5, 10));
    endsWith(0, await world.run(['uploads', 'list']));
    fs.mkdirSync(world.stateFolder, { recursive: true, mode: 0o700 });
    const list = path.join(world.stateFolder, 'kept-out.csv');
    fs.writeFileSync(
      list,
      'email_sha256,mobile_id,phone,customer_id,ramp_id,date,reference\n,,+33612345678,,,2026-12-01,T-1\n',
    );
    // However old it is.
    fs.utimesSync(list, 1_000_000_000, 1_000_000_000);
    const add = ['add', 'export.csv', '--segment', id];
    endsWith(6, await world.run([...add, '--require-suppression']));
    const both = [...add, '--suppress', 'opt-outs.csv', '--suppress-max-age', '26h'];
    const sent = endsWith(0, await world.run([...both, '--require-suppression']));
    assert.match(sent.stderr, /opt-outs\.csv: 5 people, .+, 5 suppressed$/m);
    assert.match(sent.stderr, /kept-out\.csv: 1 person, .+, 0 suppressed$/m);
    endsWith(0, await world.run(['remove', 'export.csv', '--segment', id, '--min-kept', '0']));
  });
});
