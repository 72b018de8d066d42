import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import {
  readSegment,
  requireSegment,
  requireWritable,
  sandboxLines,
} from '../../../../src/app/segments/access';
import { account, segment } from './segments';

const handle = account({});

describe('access to a segment', () => {
  let searches = 0;
  const list = (loaded: Segment[], stored: Segment[]) => ({
    find: (_: unknown, id: string) => loaded.find((one) => one.id === id),
    search: async () => {
      searches++;
      return stored;
    },
  });
  beforeEach(() => (searches = 0));

  it('takes a loaded segment, and asks the API for others', async () => {
    const [loaded, stored] = [segment('1'), segment('2')];
    const segments = list([loaded], [stored]);
    assert.equal(await requireSegment(segments, handle, '1', 'x'), loaded);
    assert.equal(searches, 0);
    assert.equal(await requireSegment(segments, handle, '2', 'x'), stored);
    assert.equal(searches, 1);
  });

  it('asks the API even for a loaded segment if it must be current', async () => {
    const [old, current] = [segment('1'), segment('1')];
    assert.equal(await readSegment(list([old], [current]), handle, '1', 'x'), current);
  });

  it('rejects if the API has no segment of that ID, whatever else it returns', async () => {
    await assert.rejects(requireSegment(list([], [segment('2')]), handle, '1', 'x'), {
      code: 'segment-not-found',
      operation: 'x',
    });
  });

  it('is denied to segments whose identifiers can’t be changed here, each for its reason', () => {
    requireWritable(segment('1'), 'x');
    const bare: Segment = { id: '5', channels: [], json: () => '{}' };
    for (const [denied, code] of [
      [
        segment('1', { contactList: { isReadOnly: true, identifierType: 'Email' } }),
        'segment-read-only',
      ],
      [{ ...bare, type: 'Events' }, 'segment-events'],
      [bare, 'segment-not-contact-list'],
    ] as const)
      assert.throws(() => requireWritable(denied, 'x'), { code, operation: 'x' });
  });

  it('says in a confirmation that the sandbox sends nothing to Criteo', () => {
    assert.deepEqual(sandboxLines(handle), []);
    assert.match(
      sandboxLines(account({}, { sandbox: true })).join('\n'),
      /nothing is sent to Criteo/,
    );
  });
});
