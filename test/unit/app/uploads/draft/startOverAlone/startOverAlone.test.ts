import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Choices } from '../../../../../../src/app/uploads/choices/choices';
import type { DraftOptions } from '../../../../../../src/app/uploads/draft/draft';
import type { Upload } from '../../../../../../src/app/uploads/upload';
import { noteLines } from '../../../../../../src/app/uploads/words/reportNotes';
import { assertHas } from '../../../../../support/assertHas';
import { people } from '../../../../../support/people';
import { reportAddsUp } from '../../../../../support/reportAddsUp';
import { csv } from '../../../../upload/support/bench';
import { draftBenchForEach, PERSON, PROGRAM, refuses } from '../../draftBench';

/** An upload whose suppression list changes: it is planned anew and sent, without anyone. */
describe('an upload whose suppression list has changed', function () {
  this.timeout(20_000);
  const bench = draftBenchForEach();

  /** 10 people on a list. */
  const writeList = (rows = people(10)): string => bench.file(csv(rows), 'opt-outs.csv').path ?? '';
  const sent = async (
    count: number,
    options: DraftOptions,
    more: Partial<Choices> = {},
  ): Promise<Upload> => {
    const { uri } = bench.file(csv(people(count)));
    const { draft } = await bench.check(
      {
        files: [{ uri }],
        into: bench.into(),
        operation: 'add',
        suppress: [{ file: pathToFileURL(writeList()).href }],
        ...more,
      },
      options,
    );
    return draft.send('yes');
  };
  const segment = (): Set<string> => bench.sink.list('5');
  /** Sends some, and is cut off. */
  const cutOff = async (upload: Upload): Promise<void> => {
    bench.sink.fault = ({ kind }) => (kind === 'remove' ? { status: 403 } : undefined);
    const { report } = await upload.run({});
    assert.equal(report.state, 'failed');
    bench.sink.fault = () => undefined;
  };

  for (const options of [PERSON, PROGRAM])
    it(`between check and start is started over for a ${options.by}, and says so`, async () => {
      const upload = await sent(310, options);
      const before = upload.jobId;
      writeList(people(12));
      const { report } = await upload.run({});
      reportAddsUp(report);
      assertHas(report, { state: 'finished', suppressed: 12, sent: 298, jobId: upload.jobId });
      assert.notEqual(upload.jobId, before);
      assert.deepEqual(
        report.warnings.map(({ code }) => code),
        ['started-over'],
      );
      assert.deepEqual(noteLines(report), [
        'Note: Started over, because a suppression list had changed since the check.',
      ]);
      assert.deepEqual(segment(), new Set(people(310).slice(12)));
      // Of the first one nothing is left.
      assert.deepEqual(
        bench.current.jobs().map(({ jobId }) => jobId),
        [upload.jobId],
      );
      assert.equal(upload.job?.startsOver, before);
    });

  it('after it was cut off: who was added is removed, and pages are told', async () => {
    const upload = await sent(310, PERSON);
    await cutOff(upload);
    assert.ok(segment().has('person11@example.com'));
    await bench.restart();
    await bench.current.refresh();
    writeList(people(12));
    const told: unknown[] = [];
    const resumed = bench.open(upload.jobId, bench.account);
    bench.services.startedOver.event((ids) => told.push(ids));
    const { report } = await resumed.run({});
    reportAddsUp(report);
    assertHas(report, { state: 'finished', suppressed: 12 });
    assert.equal(report.suppression?.removed.rows, 12);
    assert.deepEqual(segment(), new Set(people(310).slice(12)));
    assert.deepEqual(told, [{ from: upload.jobId, to: resumed.jobId }]);
  });

  it('so that a safety check stops it fails with that, and can be resumed later', async () => {
    const upload = await sent(310, PERSON);
    await cutOff(upload);
    const list = writeList();
    fs.rmSync(list);
    await refuses(bench.open(upload.jobId, bench.account).run({}), 'suppression-missing');
    assert.equal(bench.current.job(upload.jobId)?.skipped, 'suppression-missing');
    writeList(people(310));
    await refuses(bench.open(upload.jobId, bench.account).run({}), 'too-many-suppressed');
    assert.deepEqual(
      bench.current.jobs().map(({ jobId, resumable }) => [jobId, resumable]),
      [[upload.jobId, true]],
    );
    writeList();
    const { report } = await bench.open(upload.jobId, bench.account).run({});
    assertHas(report, { state: 'finished', jobId: upload.jobId });
  });

  it('is not started over unattended where a person has to confirm what is new', async () => {
    // That it is a file of opt-outs, and that a fifth is invalid: the person confirmed both.
    const optOuts = bench.file(csv(people(110)), 'unsubscribed.csv');
    const added = await sent(110, PERSON, { files: [optOuts] });
    writeList(people(9));
    await refuses(added.run({}), 'not-confirmed');
    const rows = [...people(80), ...people(20).map((_, i) => `nobody ${i}`)];
    const { uri } = bench.file(csv(rows), 'bad.csv');
    const upload = await sent(80, PERSON, { files: [{ uri }] });
    writeList(people(11));
    await refuses(upload.run({}), 'too-many-refused');
    assert.equal(bench.sink.arrived.length, 0);
    // A program has allowed it.
    const second = await sent(80, PROGRAM, { files: [{ uri }], maxInvalid: 0.5 });
    writeList(people(8));
    assertHas((await second.run({})).report, { state: 'finished', sent: 72 });
  });

  it('all the time gives up', async () => {
    const upload = await sent(50, PROGRAM);
    const list = writeList(people(11));
    const seen = new Set<string>();
    const following = bench.current.onDidChange((jobId) => {
      if (seen.has(jobId)) return;
      seen.add(jobId);
      // It was just checked, and now there is one more.
      fs.appendFileSync(list, `more${seen.size}@example.com\n`);
    });
    const { report } = await upload.run({});
    following();
    assert.equal(report.error?.code, 'suppression-changed');
    assert.equal(bench.sink.arrived.length, 0);
    assert.equal(seen.size, 4);
  });
});
