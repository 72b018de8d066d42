import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/types';
import { configure, run, signIn } from '../segments/signedIn';
import { people, write } from './files';
import { answering } from './person';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('an upload that asks', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let retailerId: string;

  before(async () => {
    ({ server, end } = await signIn());
    [{ retailerId }] = await server.control.segments();
  });
  after(async () => {
    await configure('accounts', undefined);
    await end();
  });
  beforeEach(() => server.control.resetCounts());

  it('has the id of the protected account typed that the plan was moved to', async () => {
    const partner = (await server.control.segments()).find(({ accountId }) => accountId !== server.accountId)?.accountId ?? '';
    await configure('accounts', [{ id: server.accountId }, { id: partner, protected: true }]);
    const { id } = await run<{ id: string }>('createSegment', { name: 'Cards of partners', retailerId: (await server.control.segments()).find(({ accountId }) => accountId === partner)?.retailerId, identifierType: 'CustomerId', accountId: partner });
    const uri = await write('asked-cards.csv', `customer id,city\n${Array.from({ length: 20 }, (_, n) => `C-${100 + n},Ulm`).join('\n')}\n`);
    const { asked, result } = await answering([/Empty so far/, 'Replace', /^Choose a Segment/, /Cards of partners/, /^Replace with/, partner], () => run<Report>('uploadCsv', uri));
    assert.match(asked[asked.length - 1].detail, new RegExp(`is protected\\. Type its id, ${partner},`));
    assert.deepEqual([result.state, result.accountId, result.segmentId, result.sent], ['finished', partner, id, 20]);
  });

  it('keeps the chosen hash when the plan goes to another segment, and says what is sent', async () => {
    const names = ['Hashed first', 'Hashed then'];
    const ids: string[] = [];
    for (const name of names) ids.push((await run<{ id: string }>('createSegment', { name, retailerId, identifierType: 'Email' })).id);
    const uri = await write('asked-hashed.csv', `email\n${people(12).join('\n')}\n`);
    const { asked, result } = await answering(
      [/Hashed first/, 'Add', 'Show Plan', /^Change Hashing/, /^Hash with SHA-256$/, 'Show Plan', /^Choose Another Segment/, /Hashed then/, 'Add 12'],
      () => run<Report>('uploadCsv', uri),
    );
    assert.equal(result.state, 'finished');
    assert.match(asked[asked.length - 1].detail, /Plain addresses are sent as SHA-256\./);
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(ids[1])), new Set(people(12).map(sha256)));

    // What is remembered for such files holds without the segment as well.
    await run('deleteSegments', { ids: [ids[1]], confirm: false });
    const again = await answering([/Hashed first/, 'Add', 'Add 12'], () => run<Report>('uploadAgain', uri));
    assert.match(again.asked[2].detail, /Plain addresses are sent as SHA-256\./);
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(ids[0])), new Set(people(12).map(sha256)));
  });

  it('offers to read a broken file otherwise', async () => {
    const { id } = await run<{ id: string }>('createSegment', { name: 'Read otherwise', retailerId, identifierType: 'Email' });
    const uri = await write('asked-broken.csv', `sep=^\nemail\n${people(5).join('\n')}\n`);
    const { asked, result } = await answering([/Read otherwise/, 'Add', 'Change How the File Is Read…', 'Delimiter: comma', 'Add 5'], () => run<Report>('uploadCsv', uri));
    assert.match(asked[2].detail, /names a delimiter that is not supported/);
    assert.deepEqual([result.state, result.segmentId, result.sent], ['finished', id, 5]);
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(id)), new Set(people(5)));
  });
});
