import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { configure, newSegment, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press } from './person';

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
});
