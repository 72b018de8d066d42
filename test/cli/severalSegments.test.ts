import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { CheckResult } from '../../src/app/uploads/plan/checkResult';
import type { Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended } from './support/cli';
import { hasPseudoTerminals, onTerminal } from './support/pseudoTerminal';
import { useWorld } from './support/world';

interface Several {
  uploads: {
    segmentId?: string;
    segment?: string;
    ending: string;
    report?: Report;
    check?: CheckResult;
    error?: { code: string; message: string };
  }[];
}

describe('uploads to several segments in the terminal', function () {
  this.timeout(60_000);
  const world = useWorld();
  let a: string;
  let b: string;
  let tests = 0;

  beforeEach(async () => {
    tests++;
    a = await world.newSegment({ name: `A ${tests}`, identifiers: people(20) });
    b = await world.newSegment({ name: `B ${tests}`, identifiers: people(30) });
    world.writeCsv('list.csv', people(5));
  });
  afterEach(() => world.control.clearAudiences());

  const to = (...segments: string[]): string[] => segments.flatMap((one) => ['--segment', one]);
  const run = (verb: string, ...args: string[]): Promise<Ended> =>
    world.run([verb, 'list.csv', ...args]);
  const several = async (code: number, verb: string, ...args: string[]): Promise<Several> =>
    documentOf<Several>(endsWith(code, await run(verb, ...args, '--json')));
  const short = ({ uploads }: Several): unknown[] =>
    uploads.map(({ segmentId, ending, report, error }) => [
      segmentId,
      ending,
      error?.code ?? report?.accepted,
    ]);
  const size = async (id: string): Promise<number> => (await world.control.list(id)).length;

  describe('that are named', () => {
    it('have a block each and one total as text', async () => {
      world.writeCsv('list.csv', [...people(20, 50), 'no']);
      const { stdout, stderr } = endsWith(0, await run('add', ...to(a, b)));
      assert.match(
        stdout,
        /^20 added to A \d[^]*^20 added to B \d[^]*^Uploads finished: 2 of 2\. 40 sent, 40 accepted \(well-formed\)\.\n$/m,
      );
      assert.equal(stderr.match(/^list\.csv:22:1: /gm)?.length, 1, 'the row is named once');
    });

    it('are sent though one of them can’t be', async () => {
      const readOnly = await world.newSegment({
        contactList: { identifierType: 'Email', isReadOnly: true, sharingStatus: null },
      });
      assert.deepEqual(short(await several(1, 'add', ...to(readOnly, 'no such segment', a))), [
        [readOnly, 'failed', 'segment-read-only'],
        [undefined, 'failed', 'segment-not-found'],
        [a, 'finished', 5],
      ]);
      const { stdout } = endsWith(1, await run('add', ...to('no such segment', a)));
      assert.match(stdout, /^no such segment: .*\n[^]*^Uploads finished: 1 of 2\. /m);
    });

    it('end with the most serious exit code', async () => {
      await world.control.putSegment({ name: 'Twice' });
      await world.control.putSegment({ name: 'Twice' });
      // More than minKept allows would go from the first one.
      const small = await world.newSegment({ identifiers: people(6) });
      assert.deepEqual(short(await several(6, 'remove', ...to(small, a))), [
        [small, 'blocked', 'min-kept'],
        [a, 'finished', 5],
      ]);
      assert.equal(await size(small), 6);
      assert.deepEqual(short(await several(1, 'add', ...to('Twice', a))), [
        [undefined, 'usage', 'ambiguous-segment'],
        [a, 'finished', 5],
      ]);
    });

    it('are only checked with --dry-run', async () => {
      const small = await world.newSegment({ identifiers: people(6) });
      const { uploads } = await several(6, 'remove', ...to(a, small), '--dry-run');
      assert.deepEqual(
        uploads.map(({ segmentId, ending, check, report, error }) => [
          segmentId,
          ending,
          check?.good,
          report,
          error?.code,
        ]),
        [
          [a, 'finished', 5, undefined, undefined],
          [small, 'blocked', 5, undefined, 'min-kept'],
        ],
      );
      const { stdout } = endsWith(0, await run('remove', ...to(a, b), '--dry-run'));
      assert.equal(stdout.match(/^list\.csv: Nothing was sent\.$/gm)?.length, 2);
      assert.doesNotMatch(stdout, /Uploads finished/);
      const blocked = endsWith(6, await run('remove', ...to(a, small), '--dry-run'));
      assert.match(
        blocked.stdout,
        /^Nothing was removed: the safety check counts with 6 identifiers in the segment, /m,
      );
      assert.equal(world.gate.count('addRemove'), 0);
    });

    it('are one upload if they are the same', async () => {
      const name = (await world.control.segments()).find(({ id }) => id === a)?.name;
      assert.deepEqual(short(await several(0, 'add', ...to(a, name ?? '', a))), [
        [a, 'finished', 5],
      ]);
      assert.equal(world.gate.count('addRemove'), 1);
    });

    it('are replaced with one confirmation, and none without', async () => {
      const confirm = ['--confirm', world.sandbox.accountId, '--min-kept', '0'];
      assert.deepEqual(short(await several(6, 'replace', ...to(a, b), '--min-kept', '0')), [
        [a, 'blocked', 'protected'],
        [b, 'blocked', 'protected'],
      ]);
      assert.deepEqual(short(await several(0, 'replace', ...to(a, b), ...confirm)), [
        [a, 'finished', 5],
        [b, 'finished', 5],
      ]);
      assert.deepEqual([await size(a), await size(b)], [5, 5]);
    });

    it('are asked about once at a terminal', async function () {
      if (!hasPseudoTerminals()) this.skip();
      for (const [typed, code, left] of [
        ['no', 6, 20],
        [world.sandbox.accountId, 0, 5],
      ] as const) {
        const args = ['replace', 'list.csv', ...to(a, b), '--min-kept', '0'];
        const asking = onTerminal(world, args);
        await asking.writes(/Type its ID, /, 'stdout');
        asking.child.stdin?.write(`${typed}\n`);
        const { stdout } = endsWith(code, await asking.ended);
        assert.match(stdout, /Clear A \d+, B \d+, then add list\.csv\?/);
        assert.equal(stdout.match(/Type its ID, /g)?.length, 1);
        assert.equal(await size(a), left);
      }
      assert.equal(await size(b), 5);
    });

    it('are updated with what was sent to each, and keep no file together', async () => {
      world.writeCsv('monday.csv', people(10, 100));
      endsWith(0, await world.run(['add', 'monday.csv', ...to(a, b)]));
      world.writeCsv('list.csv', people(10, 102));
      const { stderr } = endsWith(64, await run('update', ...to(a, b), '--keep', 'kept.csv'));
      assert.match(stderr, /“--keep” needs a file of its own for each segment\./);
      const update = await several(0, 'update', ...to(a, b), '--previous', 'monday.csv');
      assert.deepEqual(
        update.uploads.map(({ report }) => report?.removed?.accepted),
        [2, 2],
      );
      assert.deepEqual([await size(a), await size(b)], [30, 40]);
    });

    it('aren’t begun after an interruption', async () => {
      const signals = new EventEmitter();
      const { reached, release } = world.gate.hold('addRemove', 2);
      const args = ['list.csv', ...to(a, b), '--chunk-size', '1', '--concurrency', '1', '--json'];
      const ending = world.run(['add', ...args], { signals });
      await reached;
      signals.emit('SIGTERM', 'SIGTERM');
      release();
      const ended = endsWith(143, await ending);
      const { uploads } = documentOf<Several>(ended);
      assert.deepEqual(
        uploads.map(({ ending, report, error }) => [ending, report?.sent, error?.code]),
        [
          ['cancelled', 2, 'cancelled'],
          ['cancelled', undefined, 'cancelled'],
        ],
      );
      assert.equal(await size(b), 30);
      assert.equal(world.gate.count('addRemove'), 2);
    });
  });

  it('are summarized on GitHub, each with its report', async () => {
    world.write('summary.md', '');
    const env = { GITHUB_STEP_SUMMARY: 'summary.md' };
    endsWith(0, await world.run(['add', 'list.csv', ...to(a, b)], { env }));
    const summary = fs.readFileSync(path.join(world.folder, 'summary.md'), 'utf8');
    assert.match(summary, / → A \d[^]* → B \d/);
  });
});
