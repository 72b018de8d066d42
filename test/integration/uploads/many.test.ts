import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { configure, newSegment, requestCount, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press, pressChange } from './person';

type Results = { report?: Report }[];

describe('uploads of several files', function () {
  this.timeout(90_000);
  let server: Sandbox;
  let end: () => Promise<void>;

  const segment = (name: string): Promise<string> => newSegment(server, name);
  const list = async (id: string): Promise<Set<string>> => {
    await server.control.settle();
    return new Set(await server.control.list(id));
  };
  /** Files of one name pattern, the first numbered `from`, each with two different people. */
  const batch = (name: string, size: number, from = 1): Promise<vscode.Uri[]> =>
    Promise.all(
      Array.from({ length: size }, (_, n) =>
        write(
          `${name}-${String(from + n).padStart(2, '0')}.csv`,
          `email\n${people(2, 2 * (from + n)).join('\n')}\n`,
        ),
      ),
    );
  const several = (uris: readonly vscode.Uri[]) => () => run<Results>('uploadMany', uris[0], uris);

  before(async () => ({ server, end } = await signIn({ rateLimit: 10_000 })));
  after(async () => {
    await configure('accounts', undefined);
    await end();
  });

  it('asks once for a dozen files of one name pattern, says so, and asks only for the confirmation the next time', async () => {
    const id = await segment('Dozen');
    const first = await answering([/Dozen/, press('send')], several(await batch('dozen', 12)));
    assert.equal(first.asked[0].text, 'Upload 12 files to…');
    assert.equal(first.asked[1].text, 'Add 12 files to Dozen');
    assert.deepEqual(first.asked[1].choices, ['Add 24 from 12 Files']);
    assert.deepEqual(
      [
        first.asked.length,
        first.result.filter(({ report }) => report?.state === 'finished').length,
      ],
      [2, 12],
    );
    assert.deepEqual(await list(id), new Set(people(24, 2)));
    const second = await answering([press('send')], several(await batch('dozen', 3, 13)));
    assert.deepEqual(
      [
        second.asked.length,
        second.result.filter(({ report }) => report?.state === 'finished').length,
      ],
      [1, 3],
    );
    assert.deepEqual(await list(id), new Set(people(30, 2)));
    // Also a single file with that name.
    const [one] = await batch('dozen', 1, 90);
    assert.equal(
      (await answering([press('send')], () => run<Report>('uploadAgain', one))).result.segmentId,
      id,
    );
  });

  it('asks for each name pattern, also for the column, and remembers each but opt-outs', async () => {
    const [news, out] = [await segment('News of several'), await segment('Out of several')];
    const two = (n: number): string =>
      `home,work\n${people(12, 100 * n)
        .map((email, i) => `${email},work${n}-${i}@example.com`)
        .join('\n')}\n`;
    const uris = [
      await write('news-2026-03.csv', two(1)),
      ...(await batch('optout', 2)),
      await write('news-2026-04.csv', two(2)),
    ];
    const { asked, result } = await answering(
      [
        press('chooseTarget', '0'),
        /News of several/,
        press('chooseColumn', '1', '0'),
        press('chooseTarget', '1'),
        /Out of several/,
        pressChange('Out of several'),
        'Remove',
        press('send'),
      ],
      several(uris),
    );
    assert.equal(asked.length, 8);
    assert.equal(asked.at(-1)?.text, 'Upload 4 files to 2 segments');
    assert.deepEqual(asked.at(-1)?.choices, ['Add 24, Remove 4']);
    assert.deepEqual(
      result.map(({ report }) => [report?.segmentId, report?.operation]),
      [
        [news, 'add'],
        [news, 'add'],
        [out, 'remove'],
        [out, 'remove'],
      ],
    );
    assert.deepEqual(
      await list(news),
      new Set(
        [1, 2].flatMap((n) => Array.from({ length: 12 }, (_, i) => `work${n}-${i}@example.com`)),
      ),
    );
    const next = [await write('news-2026-05.csv', two(3)), ...(await batch('optout', 1, 7))];
    const again = await answering(
      [
        press('chooseTarget', '1'),
        /Out of several/,
        pressChange('Out of several'),
        'Remove',
        press('send'),
      ],
      several(next),
    );
    assert.equal(again.asked.length, 5);
    assert.match(again.asked[1].text, /^Upload optout-07\.csv to…$/);
  });

  it('remembers no choices if the page is closed', async () => {
    await segment('Given up');
    const uris = await batch('given-up', 3);
    assert.equal((await answering([/Given up/, undefined], several(uris))).asked.length, 2);
    assert.deepEqual(
      // Escape leaves the page, where the segment can still be chosen.
      (await answering([undefined, undefined], several(uris))).asked.map(({ text }) => text),
      ['Upload 3 files to…', 'Upload 3 files'],
    );
  });

  it('replaces a segment once with all of its files, and asks for the account ID once', async () => {
    await configure('accounts', [{ id: server.accountId, protected: true }]);
    const id = await segment('Replaced by several');
    server.control.resetCounts();
    const { asked, result } = await answering(
      [
        /Replaced by several/,
        pressChange('Replaced by several'),
        'Replace',
        press('send', server.accountId),
      ],
      several(await batch('whole', 3)),
    );
    assert.equal(asked.length, 4);
    assert.equal(asked[3].text, 'Replace Replaced by several with 3 files');
    const [first] = result;
    assert.deepEqual([first.report?.state, first.report?.sent], ['finished', 6]);
    assert.deepEqual(
      result.map(({ report }) => report?.jobId),
      [1, 2, 3].map(() => first.report?.jobId),
    );
    assert.equal(requestCount(server, 'clear'), 1);
    assert.deepEqual(await list(id), new Set(people(6, 2)));
    await configure('accounts', undefined);
  });

  it('sends all files for one segment and operation as one upload if they are given as arguments', async () => {
    const id = await segment('Together');
    server.control.resetCounts();
    const uris = await batch('together', 3);
    const called = await run<Results>(
      'uploadMany',
      uris.map((uri) => ({
        uri: uri.toString(),
        segmentId: id,
        operation: 'replace',
        confirm: false,
      })),
    );
    assert.deepEqual(
      called.map(({ report }) => [report?.state, report?.sent, report?.jobId]),
      uris.map(() => ['finished', 6, called[0].report?.jobId]),
    );
    assert.equal(requestCount(server, 'clear'), 1);
    assert.deepEqual(await list(id), new Set(people(6, 2)));
  });
});
