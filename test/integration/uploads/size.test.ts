import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { configure, idOf, rejection, requestCount, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering } from './person';

/** The statistics of these segments haven't been read yet, so they are read before a clear. */
describe('the size of a segment to clear', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  const name = 'CRM Users 2025';

  beforeEach(async () => void ({ server, end } = await signIn({ computation: 'immediate' })));
  afterEach(async () => {
    await configure('accounts', undefined);
    await end();
  });

  const file = (rows = 1013) => write(`size-${rows}.csv`, `email\n${people(rows).join('\n')}\n`);
  const unreadable = () =>
    server.control.addFaults({ fault: '403', operation: 'statistics', times: 100 });

  it('comes first in the confirmation of a clear', async () => {
    const { asked } = await answering([/CRM Users 2025/, undefined], () => run('clearSegment'));
    assert.equal(asked[1].text, 'Clear CRM Users 2025 (5,000 identifiers)?');
    unreadable();
    const unread = await answering([/CRM Users 2025/, undefined], () => run('clearSegment'));
    assert.match(
      unread.asked[1].detail,
      /Couldn’t read how many identifiers it has now\. Last reading \(.+\): about 5,000 identifiers\./,
    );
  });

  it('is not asked about while an upload to the segment is in progress', async () => {
    const segmentId = await idOf(server, name);
    server.control.addFaults({ fault: 'latency', ms: 600_000, operation: 'addRemove' });
    const uploading = run<Report>('uploadCsv', await file(12), {
      segmentId,
      operation: 'add',
      confirm: false,
    });
    await waitUntil(
      'the segment was read, so the upload has started',
      () => requestCount(server, 'statistics') === 1,
    );
    assert.equal(
      (await rejection(run('clearSegment', { id: segmentId, confirm: false }))).code,
      'locked',
    );
    const { asked } = await answering([/CRM Users 2025/], () =>
      run('clearSegment').then(undefined, () => undefined),
    );
    assert.equal(asked.length, 1);
    assert.equal(requestCount(server, 'clear'), 0);
    server.control.clearFaults();
    assert.equal((await uploading).state, 'finished');
    await run('clearSegment', { id: segmentId, confirm: false });
    assert.equal((await server.control.list(segmentId)).length, 0);
  });
});
