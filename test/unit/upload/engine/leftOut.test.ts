import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { LeftOutFile } from '../../../../src/upload/jobTypes';
import { people } from '../../../support/people';
import { benchForEach, csv, options } from '../support/bench';

const leftOut = (name: string, reason = 'Not selected.'): LeftOutFile => {
  const uri = `file:///work/${name}`;
  return { uri, reason, draft: { files: [{ uri }], segmentId: '5' } };
};

describe('upload: what was left out', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const planned = async (engine: UploadEngine, name: string): Promise<string> => {
    const file = bench.file(csv(people(10, 0, name)), `${name}.csv`);
    return (await engine.plan([file], bench.target(), options())).jobId;
  };
  const kept = (jobId: string): string => join(bench.storage, 'jobs', jobId, 'left-out.json');
  /** As the next window reads it. */
  const next = async (jobId: string): Promise<readonly LeftOutFile[] | undefined> => {
    const engine = bench.engine();
    await engine.refresh();
    return engine.job(jobId)?.leftOut;
  };

  it('is on record with each upload, for this window and the next', async () => {
    const engine = bench.engine();
    const [first, second, other] = [
      await planned(engine, 'a'),
      await planned(engine, 'b'),
      await planned(engine, 'c'),
    ];
    const changed: string[] = [];
    engine.onDidChange((jobId) => changed.push(jobId));
    const files = [leftOut('week-45.csv', '33% invalid: left out.'), leftOut('app.csv')];
    await engine.recordLeftOut([first, second], files);
    assert.deepEqual(changed, [first, second]);
    await engine.run(first, bench.client());
    await engine.refresh();
    for (const jobId of [first, second]) {
      assert.deepEqual(engine.job(jobId)?.leftOut, files);
      assert.deepEqual(await next(jobId), files);
    }
    assert.equal(engine.job(other)?.leftOut, undefined);
    assert.equal(fs.existsSync(kept(other)), false);
    if (process.platform !== 'win32') assert.equal(fs.statSync(kept(first)).mode & 0o777, 0o600);
  });

  it('goes with the record, and is recorded with none that is gone', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 'a');
    await engine.recordLeftOut([jobId], [leftOut('b.csv')]);
    await engine.discard(jobId);
    assert.equal(fs.existsSync(kept(jobId)), false);
    await assert.rejects(engine.recordLeftOut([jobId], [leftOut('b.csv')]), {
      code: 'unknown-job',
    });
  });

  it('is none where its file can’t be read, and the upload stays', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 'a');
    const whole = leftOut('b.csv');
    await engine.recordLeftOut([jobId], [whole]);
    const written = fs.readFileSync(kept(jobId), 'utf8');
    for (const content of ['', written.slice(0, -2), '{}', '[]', '[1,null]', '[{"uri":"a"}]']) {
      fs.writeFileSync(kept(jobId), content);
      assert.equal(await next(jobId), undefined, content);
    }
    fs.writeFileSync(kept(jobId), JSON.stringify([{ ...whole, reason: 3 }, whole, { uri: 'c' }]));
    assert.deepEqual(await next(jobId), [whole]);
    const other = bench.engine();
    assert.equal((await other.run(jobId, bench.client())).report.accepted, 10);
  });

  it('keeps no more than 200 files with 300 characters each', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 'a');
    const many = Array.from({ length: 201 }, (_, index) =>
      leftOut(`${index}.csv`, `${index} ${'x'.repeat(400)}`),
    );
    await engine.recordLeftOut([jobId], many);
    for (const files of [engine.job(jobId)?.leftOut, await next(jobId)]) {
      assert.equal(files?.length, 200);
      assert.deepEqual(new Set(files?.map(({ reason }) => reason.length)), new Set([300]));
    }
  });
});
