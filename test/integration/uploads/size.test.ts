import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { configure, idOf, rejection, requestCount, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press } from './person';

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

  it('is on the page of a replace, and the account ID is typed', async () => {
    await configure('accounts', [{ id: server.accountId, protected: true }]);
    const uri = await file();
    const { asked, result } = await answering(
      [/CRM Users 2025/, press('chooseOperation', 'replace'), press('send', server.accountId)],
      () => run<Report>('uploadCsv', uri),
    );
    assert.deepEqual(asked[1].choices, ['Add 1,013']);
    assert.deepEqual(asked[2].choices, ['Replace 5,000 with 1,013']);
    assert.match(
      asked[2].detail,
      /\nSegment size\n5,000\n1,013\n(.+\n)*3,987 fewer\. The segment keeps 20\.2% of its size\.\nBelow 70% the account ID must be typed\.\n/,
    );
    assert.match(asked[2].detail, /^Type the ID of /m);
    assert.equal(result.state, 'finished');
    // Read with the file, once for each plan; then before and after sending.
    assert.equal(requestCount(server, 'statistics'), 4);
  });

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

describe('the size of a segment with what was sent and isn’t computed', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  beforeEach(async () => void ({ server, end } = await signIn({ computation: 'manual' })));
  afterEach(() => end());

  it('is the same in the plan of an upload and in its report, which says what was read then', async () => {
    const segmentId = await idOf(server, 'CRM Users 2025');
    const first = await write('size-first.csv', `email\n${people(1013, 9000).join('\n')}\n`);
    await run<Report>('uploadCsv', first, { segmentId, operation: 'add', confirm: false });
    const second = await write('size-second.csv', `email\n${people(1100, 20_000).join('\n')}\n`);
    const { pages } = await answering(
      [/CRM Users 2025/, press('chooseOperation', 'add'), press('send')],
      async (shown, drawn) => {
        await run('uploadCsv', second);
        await waitUntil('the page is the report', () => shown().at(-1)?.step === 'ended');
        const plan = drawn().findLast(
          ({ step, first }) => step === 'draft' && first.some(({ type }) => type === 'size'),
        );
        assert.deepEqual(sizesOn(plan), SIZES('This file'));
      },
    );
    assert.deepEqual(sizesOn(pages.at(-1)), SIZES('This upload'));
  });
});

const SIZES = (own: string): string[] => [
  '5,000 → at most 7,113',
  'Sent since, not computed: +1,013',
  `${own}: +1,100`,
  'After: 5,000 to 7,113',
  'Show Upload',
];

/** What a page says of the size, without the time of the reading. */
function sizesOn(model: UploadModel | undefined): string[] {
  const section = model?.first.find(({ type }) => type === 'size');
  assert.ok(section?.type === 'size');
  const { before, qualifier, after, parts = [], sum, press: way } = section;
  return [
    `${before} → ${qualifier} ${after}`,
    ...[...parts.slice(1), ...(sum ? [sum] : [])].map(({ label, value }) => `${label}: ${value}`),
    way?.label ?? '',
  ];
}
