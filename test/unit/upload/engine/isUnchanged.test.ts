import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { people } from '../../../support/people';
import { benchForEach, csv, options } from '../support/bench';

describe('isUnchanged: whether the files of an upload are still those that were checked', function () {
  this.timeout(20_000);
  const bench = benchForEach();
  const CONTENT = csv(people(250));

  /** A finished Replace, and what another window finds about its file after `change`. */
  async function after(change: (path: string) => void): Promise<boolean> {
    const { engine, plan } = await bench.upload(CONTENT, {
      operation: 'replace',
      minKept: 0,
      chunkSize: 100,
    });
    assert.equal(await engine.isUnchanged(plan.jobId), true);
    await engine.dispose();
    change(plan.files[0].path ?? '');
    return bench.engine().isUnchanged(plan.jobId);
  }

  it('is true after a restart, also for a file that was written again with the same content', async () => {
    assert.equal(await after(() => undefined), true);
    assert.equal(await after((path) => fs.writeFileSync(path, CONTENT)), true);
  });

  it('is false for other content of the same size, another size, and a missing file', async () => {
    const replaced = (from: string, to: string) => (path: string) =>
      fs.writeFileSync(path, CONTENT.replace(from, to));
    const last = people(250)[249];
    assert.equal(await after(replaced(last, `x${last.slice(1)}`)), false);
    assert.equal(await after(replaced('email\n', 'Email\n')), false);
    assert.equal(await after((path) => fs.appendFileSync(path, 'more@example.com\n')), false);
    assert.equal(await after((path) => fs.rmSync(path)), false);
  });

  it('is false for a virtual file, even while its content is in memory', async () => {
    const engine = bench.engine();
    const { jobId } = await engine.plan(
      [{ uri: 'vscode-vfs://github/a/b.csv', bytes: Buffer.from(CONTENT) }],
      bench.target(),
      options(),
    );
    assert.equal(await engine.isUnchanged(jobId), false);
  });

  it('rejects for an unknown upload', async () => {
    await assert.rejects(bench.engine().isUnchanged('x-00000000'), { code: 'unknown-job' });
  });
});
