import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Report } from '../../src/upload/jobTypes';
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
  const remove = (
    files: readonly string[],
    more: readonly string[] = [],
    env: Environment = {},
  ): Promise<Ended> => world.run(['remove', ...files, '--segment', id, ...more], { env });
  const isUntouched = async (): Promise<void> => {
    assert.equal(world.gate.count('addRemove'), 0);
    assert.deepEqual(await world.control.list(id), people(10));
  };

  describe('is no one to remove', () => {
    it('in words, with zero rows', async () => {
      const { stdout } = endsWith(0, await remove(['header.csv']));
      assert.equal(
        stdout,
        'header.csv has no one to remove. Nothing was sent.\nRows: 0 = 0 blank + 0 invalid + 0 duplicate + 0 sent + 0 not sent\n',
      );
      const { report } = documentOf<{ report: Report }>(
        endsWith(0, await remove(['header.csv'], ['--json'])),
      );
      assert.deepEqual(
        [report.state, report.rows, report.sent, report.calls, report.segmentId],
        ['finished', 0, 0, 0, id],
      );
      await isUntouched();
    });

    it('in several files, but not in one beside others', async () => {
      world.write('more.csv', 'email\n\n');
      const { stdout } = endsWith(0, await remove(['header.csv', 'more.csv']));
      assert.match(stdout, /^header\.csv, more\.csv have no one to remove\. Nothing was sent\.$/m);
      world.writeCsv('people.csv', people(1));
      const ended = endsWith(6, await remove(['header.csv', 'people.csv']));
      assert.match(ended.stdout, /no rows to send in header\.csv/);
      await isUntouched();
    });

    it('before it is sent, too', async () => {
      const { stdout } = endsWith(0, await remove(['header.csv'], ['--dry-run']));
      assert.equal(
        stdout,
        'header.csv: Nothing was sent.\nRemove → Everyone\nheader.csv has no one to remove.\n',
      );
      await isUntouched();
    });

    it('on GitHub, where the summary names the segment', async () => {
      const summary = path.join(world.folder, 'summary.md');
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
      endsWith(0, await remove(['header.csv'], [], env));
      assert.match(fs.readFileSync(summary, 'utf8'), /Everyone\*\*[^]*- State: finished/);
    });
  });

  it('is stopped in a check, a fix and an import of segments', async () => {
    world.write('empty.csv', '');
    for (const args of [
      ['check', 'empty.csv', '--type', 'Email'],
      ['check', 'header.csv', '--type', 'Email'],
      ['fix', 'empty.csv', '--type', 'Email', '--out', 'fixed.csv'],
      ['check', 'empty.csv', '--type', 'Email', '--invalid-rows', 'invalid.csv'],
      ['segments', 'import', 'empty.csv'],
    ])
      endsWith(6, await world.run(args));
    for (const name of ['fixed.csv', 'invalid.csv'])
      assert.equal(fs.existsSync(path.join(world.folder, name)), false);
  });
});
