import assert from 'node:assert/strict';
import { SegmentList } from '../../../src/app/segments/segmentList';
import type { Sandbox } from '../../../src/sandbox/server';
import type { SegmentNode } from '../../../src/ui/segments/segmentNode';
import { people } from '../../support/people';
import { handleOf, Shown } from '../segments/fakeAccounts';
import { run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press } from './person';

describe('an upload of one file to several segments', function () {
  this.timeout(90_000);
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 }));
    await write('withdrawn.csv', `email\n${people(2).join('\n')}\n`);
    // So that a page isn't drawn again when they come.
    await run('loadAll', {});
  });
  after(() => end());

  /** The rows of the Segments view. */
  const rows = async (): Promise<SegmentNode[]> => {
    const { url, clientId, accountId } = server;
    const account = handleOf(server, { key: `${url}|${clientId}|${accountId}` });
    const accounts = new Shown();
    accounts.show(account);
    const list = new SegmentList(accounts);
    try {
      await list.loadAll(account);
      return list.state(account).segments.map((segment) => ({ kind: 'segment', account, segment }));
    } finally {
      list.dispose();
    }
  };
  const named = (all: readonly SegmentNode[], ...names: readonly string[]): SegmentNode[] =>
    names.map((name) => {
      const node = all.find(({ segment }) => segment.name?.raw() === name);
      return node ?? assert.fail(name);
    });
  const remove =
    (selected: readonly SegmentNode[], row: unknown = selected[0]) =>
    () =>
      run('removeFromCsv', row, selected);
  const put = async (...names: readonly string[]): Promise<string[]> => {
    const made = names.map((name) => server.control.putSegment({ name, identifiers: people(9) }));
    const ids = (await Promise.all(made)).map(({ id }) => id);
    await run('refresh', {});
    return ids;
  };

  it('says of those of a selection that can’t be changed why they are left out, and goes on with the others', async () => {
    const ids = await put('First of a range', 'Second of a range');
    const all = await rows();
    const selected = named(
      all,
      'Left in the Cart',
      'First of a range',
      'Vendor List',
      'Second of a range',
    );
    // Right-clicked is the account's row, which Ctrl+A selects, too.
    const account = { kind: 'account', account: selected[0].account };
    const { asked } = await answering(
      [/withdrawn\.csv/, press('send')],
      remove([account as never, ...selected], account),
    );
    assert.equal(asked[1].text, 'Remove the people in withdrawn.csv from 2 segments');
    assert.match(asked[1].detail, /“Left in the Cart” is an Events segment/);
    assert.match(asked[1].detail, /“Vendor List” is read-only/);
    assert.deepEqual(asked[1].choices, ['Remove 2 from 2 Segments']);
    for (const id of ids) assert.equal((await server.control.list(id)).length, 7);
  });
});
