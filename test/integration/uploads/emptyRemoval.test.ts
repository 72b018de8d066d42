import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { rejection, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { executeTask } from './tasks';
import { newJobs, rememberJobs } from './uploadWays';

describe('a removal of no one, by a program', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;
  let segmentId: string;

  before(
    async () => ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 })),
  );
  after(() => end());
  beforeEach(async () => {
    segmentId = (await server.control.putSegment({ identifiers: people(10) })).id;
    server.control.resetCounts();
    rememberJobs();
  });

  const changes = (): number =>
    server.control.counts().log.filter(({ operation }) => operation === 'addRemove').length;
  const isNothing = ({ state, rows, blank, sent, calls, error }: Report): void =>
    assert.deepEqual([state, rows - blank, sent, calls, error], ['finished', 0, 0, 0, undefined]);

  for (const [how, args] of [
    ['confirmed', { confirm: false }],
    ['to be confirmed', {}],
  ] as const)
    it(`finishes, sends nothing and keeps no record: by uploadCsv, ${how}`, async () => {
      const uri = await write('opt-outs.csv', 'email\n');
      isNothing(await run<Report>('uploadCsv', uri, { segmentId, operation: 'remove', ...args }));
      assert.deepEqual([changes(), newJobs()], [0, []]);
      assert.equal((await server.control.list(segmentId)).length, 10);
    });

  it('finishes for each file of uploadMany, but not beside others', async () => {
    const uris = await Promise.all(
      ['email\n', 'email\n\n'].map((content, n) => write(`opt-outs-${n}.csv`, content)),
    );
    const full = await write('opt-outs-2.csv', `email\n${people(2).join('\n')}\n`);
    const results = (files: readonly Uri[]): Thenable<{ report: Report }[]> =>
      run(
        'uploadMany',
        files.map((uri) => ({
          ...{ uri: String(uri), segmentId, operation: 'remove', confirm: false, minKept: 0 },
        })),
      );
    for (const { report } of await results(uris)) isNothing(report);
    assert.deepEqual([changes(), newJobs()], [0, []]);
    const [empty, other] = await results([uris[0], full]);
    assert.equal(empty.report.error?.code, 'nothing-to-send');
    assert.deepEqual([other.report.state, other.report.sent], ['finished', 2]);
  });

  it('ends a task with 0, and a file of 0 bytes with 1', async () => {
    const type = 'criteo-audience-upload';
    const task = { type, file: 'opt-outs.csv', segment: segmentId, operation: 'remove' };
    await write('opt-outs.csv', 'email\n');
    assert.equal(await executeTask(task), 0);
    assert.deepEqual([changes(), newJobs()], [0, []]);
    const uri = await write('opt-outs.csv', '');
    assert.equal(await executeTask(task), 1);
    const args = { segmentId, operation: 'remove', confirm: false };
    assert.equal((await rejection(run('uploadCsv', uri, args))).code, 'empty');
  });
});
