import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JobSummary, Report } from '../../src/upload/jobTypes';
import { OPERATIONS, type Operation } from '../../src/upload/uploadTypes';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended, type Environment } from './support/cli';
import { useWorld } from './support/world';

describe('a file without anyone in it', function () {
  this.timeout(60_000);
  const world = useWorld();
  let id: string;

  beforeEach(async () => {
    id = await world.newSegment({ identifiers: people(10), name: 'Everyone' });
    world.write('header.csv', 'email\n');
  });
  const send = (
    operation: Operation,
    files: readonly string[],
    more: readonly string[] = [],
    env: Environment = {},
  ): Promise<Ended> => {
    const kept = operation === 'update' ? ['--keep', 'kept.csv'] : [];
    const confirm = operation === 'replace' ? ['--confirm', world.sandbox.accountId] : [];
    const args = [operation, ...files, '--segment', id, ...kept, ...confirm, ...more];
    return world.run(args, { env });
  };
  const isUntouched = async (): Promise<void> => {
    for (const operation of ['addRemove', 'clear'] as const)
      assert.equal(world.gate.count(operation), 0);
    assert.deepEqual(await world.control.list(id), people(10));
    for (const name of ['kept.csv', 'kept.csv.sending'])
      assert.equal(fs.existsSync(path.join(world.folder, name)), false);
  };
  const uploads = async (): Promise<JobSummary[]> => {
    const ended = endsWith(0, await world.run(['uploads', 'list', '--json']));
    return documentOf<{ uploads: JobSummary[] }>(ended).uploads;
  };

  const FILES: [what: string, name: string, content: string | Buffer, remove: 0 | 6][] = [
    ['0 bytes', 'list.csv', '', 6],
    ['0 bytes, compressed', 'list.csv.gz', gzipSync(''), 6],
    ['blank lines', 'list.csv', '\n\r\n', 6],
    ['a header', 'list.csv', 'email\n', 0],
    ['a header, compressed', 'list.csv.gz', gzipSync('email\n'), 0],
    ['a header and blank lines', 'list.csv', 'email\n\n\n', 0],
    ['only invalid rows', 'list.csv', 'email\nnobody\n', 6],
    ['a message', 'list.csv', 'Out of memory\n', 6],
  ];
  for (const operation of OPERATIONS)
    for (const [what, name, content, ofRemoval] of FILES) {
      const code = operation === 'remove' ? ofRemoval : 6;
      it(`ends ${operation} with ${code}, and changes nothing: ${what}`, async () => {
        fs.writeFileSync(path.join(world.folder, name), content);
        for (const more of [['--json'], ['--dry-run', '--json']]) {
          const ended = endsWith(code, await send(operation, [name], more));
          const { error } = documentOf<{ error?: { code: string } }>(ended);
          const ofFile = /0 bytes|^blank/.test(what) ? 'empty' : 'nothing-to-send';
          assert.equal(error?.code, code === 0 ? undefined : ofFile);
        }
        await isUntouched();
        // What a safety check stopped is kept, as ever; a removal of no one isn't.
        if (code === 0) assert.deepEqual(await uploads(), []);
      });
    }

  describe('is no one to remove', () => {
    it('in words, with zero rows', async () => {
      const { stdout } = endsWith(0, await send('remove', ['header.csv']));
      assert.equal(
        stdout,
        'header.csv has no one to remove. Nothing was sent.\nRows: 0 = 0 blank + 0 invalid + 0 duplicate + 0 sent + 0 not sent\n',
      );
      const { report } = documentOf<{ report: Report }>(
        endsWith(0, await send('remove', ['header.csv'], ['--json'])),
      );
      assert.deepEqual(
        [report.state, report.rows, report.sent, report.calls, report.segmentId],
        ['finished', 0, 0, 0, id],
      );
      await isUntouched();
    });

    it('in several files, but not in one beside others', async () => {
      world.write('more.csv', 'email\n\n');
      const { stdout } = endsWith(0, await send('remove', ['header.csv', 'more.csv']));
      assert.match(stdout, /^header\.csv, more\.csv have no one to remove\. Nothing was sent\.$/m);
      world.writeCsv('people.csv', people(1));
      const ended = endsWith(6, await send('remove', ['header.csv', 'people.csv']));
      assert.match(ended.stdout, /no rows to send in header\.csv/);
      await isUntouched();
    });

    it('before it is sent, too', async () => {
      const { stdout } = endsWith(0, await send('remove', ['header.csv'], ['--dry-run']));
      assert.equal(
        stdout,
        'header.csv: Nothing was sent.\nRemove → Everyone\nheader.csv has no one to remove.\n',
      );
      await isUntouched();
    });

    it('on GitHub, where the summary names the segment', async () => {
      const summary = path.join(world.folder, 'summary.md');
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
      const { stderr } = endsWith(0, await send('remove', ['header.csv'], [], env));
      assert.match(stderr, /^::notice::header\.csv has no one to remove\. /m);
      assert.doesNotMatch(stderr, /^::(error|warning)/m);
      assert.match(fs.readFileSync(summary, 'utf8'), /Everyone\*\*[^]*- State: finished/);
    });

    it('and leaves an unfinished upload resumable', async () => {
      world.writeCsv('list.csv', people(4, 20));
      world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 3 });
      const inTurn = ['--chunk-size', '1', '--concurrency', '1'];
      endsWith(4, await send('add', ['list.csv'], inTurn));
      world.control.clearFaults();
      endsWith(0, await send('remove', ['header.csv']));
      const [{ resumable }] = await uploads();
      assert.equal(resumable, true);
      endsWith(0, await world.run(['uploads', 'resume', '--all']));
      assert.equal((await world.control.list(id)).length, 14);
    });
  });

  it('is stopped in a check, a fix and an import of segments', async () => {
    world.write('empty.csv', '');
    for (const args of [
      ['check', 'empty.csv', '--type', 'Email'],
      ['check', 'header.csv', '--type', 'Email'],
      ['fix', 'empty.csv', '--type', 'Email', '--out', 'fixed.csv'],
      ['export-invalid', 'empty.csv', '--type', 'Email', '--out', 'invalid.csv'],
      ['segments', 'import', 'empty.csv'],
    ])
      endsWith(6, await world.run(args));
    assert.equal(fs.existsSync(path.join(world.folder, 'fixed.csv')), false);
  });
});
